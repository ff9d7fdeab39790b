package diagnostics

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// MissingRegion is the error if neither a block's own argument nor the provider sets a region. unreadable has the errors of files
// that could set it.
func MissingRegion(unreadable diag.Diagnostics) diag.Diagnostic {
	details := []string{"No region is set in this block, in the provider block, in the environment (AWS_REGION or AWS_DEFAULT_REGION) or in " +
		"the profile. Set region in the provider block."}
	for _, d := range unreadable {
		details = append(details, d.Detail())
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("region"), "Missing AWS region", strings.Join(details, "\n\n"))
}

// UnknownRegion is the error if a region is not one that the SDK supports. source is what sets it, "" if the argument does.
func UnknownRegion(argument path.Path, region, source string, supported []string) diag.Diagnostic {
	if source != "" {
		source = ", from " + source + ","
	}
	return diag.NewAttributeErrorDiagnostic(argument, "Invalid AWS region",
		fmt.Sprintf("%q%s is not a region that the AWS SDK supports.%s Correct it. If it is a region of your own endpoint, set "+
			"skip_region_validation = true in the provider block.", Clean(region), source, DidYouMean(region, supported)))
}

// DidYouMean returns a question with the value that is nearest to a wrong one, or "" if none is near.
func DidYouMean[S ~string](wrong string, right []S) string {
	wrong = strings.ToLower(wrong)
	distance := func(value S) int { return levenshtein.Distance(wrong, strings.ToLower(string(value)), nil) }
	var nearest S
	for _, value := range right {
		if distance(value) <= len(value)/3 && (nearest == "" || distance(value) < distance(nearest)) {
			nearest = value
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", nearest)
}

// Ended is the error if the context of a call ended while the provider looked up what the call needs.
func Ended(err error) diag.Diagnostic {
	const happened = " while the provider looked up the region or the account. Nothing was sent to Proton."
	if errors.Is(err, context.DeadlineExceeded) {
		return diag.NewErrorDiagnostic("Timeout before the call of Proton", "The time limit passed"+happened+" Check the network of this machine.")
	}
	return diag.NewErrorDiagnostic("Interrupted before the call of Proton", "Terraform was interrupted"+happened)
}
