package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// profile applies and plans the largest number of cancellations with a provider that writes profiles of itself.
// Terraform starts a provider several times over, so there are several of each; pprof takes them together.
func (b *bench) profile(ctx context.Context) error {
	folder, err := filepath.Abs(filepath.Join(b.out, "profiles"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	t, err := b.newTrial(ctx, proton(), b.largest(), "PROTON_PROFILES="+folder)
	if err != nil {
		return err
	}
	defer t.close()
	if _, err := t.apply(ctx); err != nil {
		return err
	}
	if err := b.collect(folder, "apply"); err != nil {
		return err
	}
	if _, err := t.plan(ctx); err != nil {
		return err
	}
	if err := b.collect(folder, "plan"); err != nil {
		return err
	}
	b.report.note("Profiles are in the folder profiles. Look at them with, for instance:")
	b.report.note("go tool pprof -top %s", filepath.Join(b.out, "profiles", "apply", "cpu-*"))
	b.report.note("go tool pprof -top -sample_index=alloc_space %s", filepath.Join(b.out, "profiles", "apply", "heap-*"))
	return nil
}

// collect moves the profiles that are new into a folder of their own.
func (b *bench) collect(folder, step string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.pprof"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.New("the provider wrote no profiles: make profile builds one that does")
	}
	if err := os.Mkdir(filepath.Join(folder, step), 0o750); err != nil {
		return err
	}
	for _, file := range files {
		if err := os.Rename(file, filepath.Join(folder, step, filepath.Base(file))); err != nil {
			return err
		}
	}
	return nil
}
