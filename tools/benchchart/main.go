// Benchchart draws the results of BenchmarkApply as two SVGs, for a light and for a dark page, and prints them as a table.
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image/color"
	"log"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

var (
	sample   = regexp.MustCompile(`(?m)^BenchmarkApply/backend=(\w+)/n=(\d+)/subject=([a-z_-]*[a-z])\S*.*\s([\d.e+-]+) apply-sec/op`)
	measured = regexp.MustCompile(`(?m)^# Measured (.*)$`)

	sizes    = []int{20, 500, 2000}
	backends = [][2]string{{"local", "local state"}, {"http", "remote state (http)"}}
	// The colours are legible on GitHub's light and on its dark background.
	subjects = []struct {
		name, label string
		color       color.Color
	}{
		{"local-exec", "local-exec with the AWS CLI", color.RGBA{0xd1, 0x3b, 0x3b, 0xff}},
		{"proton", "cancellation", color.RGBA{0x2f, 0x81, 0xf7, 0xff}},
		{"time_static", "time_static", color.RGBA{0xb8, 0x7b, 0x14, 0xff}},
		{"terraform_data", "terraform_data", color.Gray{Y: 0x80}},
	}
	inks = map[string]color.Color{"light": color.Gray{Y: 0x1f}, "dark": color.Gray{Y: 0xe6}}
)

// series identifies what was measured.
type series struct {
	backend, subject string
	size             int
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: benchchart RESULTS FOLDER")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	samples := map[series][]float64{}
	for _, match := range sample.FindAllStringSubmatch(string(text), -1) {
		size, sizeErr := strconv.Atoi(match[2])
		seconds, err := strconv.ParseFloat(match[4], 64)
		if err = cmp.Or(sizeErr, err); err != nil {
			log.Fatal(err)
		}
		s := series{match[1], match[3], size}
		samples[s] = append(samples[s], seconds)
	}
	if len(samples) == 0 {
		log.Fatalf("%s has no results of BenchmarkApply", os.Args[1])
	}
	for theme, ink := range inks {
		if err := write(filepath.Join(os.Args[2], "cost-"+theme+".svg"), samples, ink); err != nil {
			log.Fatal(err)
		}
	}
	table(samples)
	for _, match := range measured.FindAllStringSubmatch(string(text), -1) {
		fmt.Printf("\nMedians, number of runs: %d. Measured %s.\n", len(samples[series{"http", "proton", sizes[0]}]), match[1])
	}
}

// write draws a panel for each backend, with logarithmic axes.
func write(path string, samples map[series][]float64, ink color.Color) error {
	canvas := vgsvg.New(24*vg.Centimeter, 9*vg.Centimeter)
	panels := make([]*plot.Plot, len(backends))
	for i, backend := range backends {
		var err error
		if panels[i], err = panel(backend[0], backend[1], samples, ink); err != nil {
			return err
		}
	}
	tiles := draw.Tiles{Rows: 1, Cols: len(panels), PadX: vg.Centimeter, PadTop: vg.Millimeter, PadRight: vg.Millimeter}
	for i, tile := range plot.Align([][]*plot.Plot{panels}, tiles, draw.New(canvas))[0] {
		panels[i].Draw(tile)
	}
	var svg bytes.Buffer
	if _, err := canvas.WriteTo(&svg); err != nil {
		return err
	}
	return os.WriteFile(path, bytes.ReplaceAll(svg.Bytes(), []byte("Liberation Sans"), []byte("sans-serif")), 0o644)
}

func panel(backend, title string, samples map[series][]float64, ink color.Color) (*plot.Plot, error) {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, "resources in one apply", "seconds"
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 15, 2700, 0.05, 3000
	p.X.Tick.Marker = ticks(20, 500, 2000)
	p.Y.Tick.Marker = ticks(0.1, 1, 10, 100, 1000)
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, vg.Points(3)
	for _, style := range []*draw.TextStyle{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		style.Color, style.Font.Variant = ink, "Sans"
	}
	for _, line := range []*draw.LineStyle{&p.X.LineStyle, &p.Y.LineStyle, &p.X.Tick.LineStyle, &p.Y.Tick.LineStyle} {
		line.Color = ink
	}
	for _, s := range subjects {
		var points plotter.XYs
		for _, size := range sizes {
			if seconds, ok := median(samples[series{backend, s.name, size}]); ok {
				points = append(points, plotter.XY{X: float64(size), Y: seconds})
			}
		}
		if points == nil {
			continue
		}
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = s.color, vg.Points(2)
		dots.Color, dots.Shape, dots.Radius = s.color, draw.CircleGlyph{}, vg.Points(4)
		p.Add(line, dots)
		p.Legend.Add(s.label, line, dots)
	}
	return p, nil
}

func ticks(values ...float64) plot.ConstantTicks {
	var marks plot.ConstantTicks
	for _, value := range values {
		marks = append(marks, plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'f', -1, 64)})
	}
	return marks
}

// table prints the medians as Markdown.
func table(samples map[series][]float64) {
	fmt.Println("| one apply of | state | 20 | 500 | 2,000 |\n|---|---|--:|--:|--:|")
	for _, s := range subjects {
		for _, backend := range backends {
			cells := []string{s.label, backend[1]}
			for _, size := range sizes {
				cell := "–"
				if seconds, ok := median(samples[series{backend[0], s.name, size}]); ok {
					cell = fmt.Sprintf("%.*f s", max(0, 1-int(math.Floor(math.Log10(seconds)))), seconds)
				}
				cells = append(cells, cell)
			}
			fmt.Printf("| %s |\n", strings.Join(cells, " | "))
		}
	}
}

func median(samples []float64) (float64, bool) {
	if len(samples) == 0 {
		return 0, false
	}
	slices.Sort(samples)
	return (samples[(len(samples)-1)/2] + samples[len(samples)/2]) / 2, true
}
