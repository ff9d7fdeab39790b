package main

import "context"

const (
	lifeFigure = "API calls in the life of each"

	// callsSize is how many cancellations the calls of a whole life are counted for.
	callsSize = 20
)

// measureCalls counts what each step in the life of a cancellation asks of the API.
func (b *bench) measureCalls(ctx context.Context) error {
	t, err := b.newTrial(ctx, proton(), callsSize)
	if err != nil {
		return err
	}
	defer t.close()
	for _, step := range []struct {
		name string
		args []string
	}{
		{"apply", applyArgs},
		{"plan", planArgs},
		{"refresh-only", refreshArgs},
		{"destroy", destroyArgs},
	} {
		before := len(t.Calls())
		if _, _, err := t.run(ctx, step.args...); err != nil {
			return err
		}
		b.report.add(series{Figure: "API calls: " + step.name, Of: sized(callsSize), Subject: protonName}, float64(len(t.Calls())-before))
	}
	b.report.add(series{Figure: lifeFigure, Of: sized(callsSize), Subject: protonName}, float64(len(t.Calls()))/callsSize)
	return t.checkCancelled(callsSize)
}
