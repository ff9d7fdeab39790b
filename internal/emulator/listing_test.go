package emulator_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func (f *fixture) list(t *testing.T, in *proton.ListComponentsInput) (names []string, next *string) {
	t.Helper()
	out, err := f.client().ListComponents(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return namesOf(out.Components), out.NextToken
}

func namesOf(summaries []awstypes.ComponentSummary) []string {
	names := []string{}
	for _, s := range summaries {
		names = append(names, *s.Name)
	}
	return names
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t,
		emulator.Component{Name: "d", EnvironmentName: "test"},
		emulator.Component{Name: "b", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "two"},
		emulator.Component{Name: "a", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "one"},
		emulator.Component{Name: "c", EnvironmentName: "prod", ServiceName: "mail", ServiceInstanceName: "one"},
	)
	for name, tt := range map[string]struct {
		in   proton.ListComponentsInput
		want []string
	}{
		"all":                   {proton.ListComponentsInput{}, []string{"a", "b", "c", "d"}},
		"environment":           {proton.ListComponentsInput{EnvironmentName: new("prod")}, []string{"a", "b", "c"}},
		"service":               {proton.ListComponentsInput{ServiceName: new("shop")}, []string{"a", "b"}},
		"instance":              {proton.ListComponentsInput{ServiceName: new("shop"), ServiceInstanceName: new("one")}, []string{"a"}},
		"service elsewhere":     {proton.ListComponentsInput{EnvironmentName: new("test"), ServiceName: new("shop")}, []string{}},
		"unknown environment":   {proton.ListComponentsInput{EnvironmentName: new("none")}, []string{}},
		"exactly one full page": {proton.ListComponentsInput{MaxResults: new(int32(4))}, []string{"a", "b", "c", "d"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, next := f.list(t, &tt.in)
			if !slices.Equal(got, tt.want) || next != nil {
				t.Errorf("got %q and next page %v, want %q", got, next, tt.want)
			}
		})
	}
}

func (f *fixture) seedMany(t *testing.T, n int) (names []string) {
	t.Helper()
	for i := range n {
		name := fmt.Sprintf("c%04d", (i*7919)%n) // in no order; 7919 is a prime
		f.seed(t, emulator.Component{Name: name, EnvironmentName: "prod"})
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestPaginator(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	want := f.seedMany(t, 230)
	for _, size := range []int32{0, 7, 100} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			pages := proton.NewListComponentsPaginator(f.client(), &proton.ListComponentsInput{EnvironmentName: new("prod")},
				func(o *proton.ListComponentsPaginatorOptions) { o.Limit = size })
			var got []string
			for pages.HasMorePages() {
				page, err := pages.NextPage(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if size > 0 && len(page.Components) > int(size) {
					t.Errorf("%d components on a page of %d", len(page.Components), size)
				}
				got = append(got, namesOf(page.Components)...)
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %d components, want %d", len(got), len(want))
			}
		})
	}
}

func TestPagesAreStable(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "b"}, emulator.Component{Name: "d"}, emulator.Component{Name: "f"}, emulator.Component{Name: "h"})
	first, next := f.list(t, &proton.ListComponentsInput{MaxResults: new(int32(2))})
	// The component before the next page is removed. Others are added before and after it.
	if err := f.Remove("d"); err != nil {
		t.Fatal(err)
	}
	f.seed(t, emulator.Component{Name: "a"}, emulator.Component{Name: "e"})
	second, last := f.list(t, &proton.ListComponentsInput{NextToken: next})
	if !slices.Equal(first, []string{"b", "d"}) || !slices.Equal(second, []string{"e", "f", "h"}) || last != nil {
		t.Errorf("got %q, then %q", first, second)
	}
}

func TestPageTokenRefused(t *testing.T) {
	t.Parallel()
	f, other := newFixture(t), newFixture(t)
	f.seedMany(t, 5)
	other.seedMany(t, 5)
	page := func(f *fixture) string {
		_, next := f.list(t, &proton.ListComponentsInput{EnvironmentName: new("prod"), MaxResults: new(int32(2))})
		return *next
	}
	own := page(f)
	raw, err := base64.StdEncoding.DecodeString(own)
	if err != nil {
		t.Fatal(err)
	}
	otherName := base64.StdEncoding.EncodeToString(append(slices.Clone(raw[:32]), "c0000"...))
	for name, in := range map[string]proton.ListComponentsInput{
		"made up":         {EnvironmentName: new("prod"), NextToken: new("AAAA")},
		"not base64":      {EnvironmentName: new("prod"), NextToken: new("A=A=")},
		"truncated":       {EnvironmentName: new("prod"), NextToken: new(own[:len(own)-4])},
		"another name":    {EnvironmentName: new("prod"), NextToken: &otherName},
		"another server":  {EnvironmentName: new("prod"), NextToken: new(page(other))},
		"fewer filters":   {NextToken: &own},
		"other filters":   {EnvironmentName: new("test"), NextToken: &own},
		"more filters":    {EnvironmentName: new("prod"), ServiceName: new("shop"), NextToken: &own},
		"filters swapped": {ServiceName: new("prod"), NextToken: &own},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := f.client().ListComponents(t.Context(), &in)
			expectError[*awstypes.ValidationException](t, err)
		})
	}
	t.Run("another size", func(t *testing.T) {
		t.Parallel()
		got, _ := f.list(t, &proton.ListComponentsInput{EnvironmentName: new("prod"), NextToken: &own, MaxResults: new(int32(1))})
		if !slices.Equal(got, []string{"c0002"}) {
			t.Errorf("got %q", got)
		}
	})
}
