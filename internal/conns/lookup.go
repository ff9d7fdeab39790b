package conns

import "context"

// lookup remembers the result of a look-up that uses the network. A failure that may pass is not kept.
type lookup[T any] struct {
	turn  chan struct{} // is empty during a look-up
	value T
	kept  bool
}

func newLookup[T any]() *lookup[T] {
	l := &lookup[T]{turn: make(chan struct{}, 1)}
	l.turn <- struct{}{}
	return l
}

// get returns the kept result, or else that of find, which also reports whether to keep it. It returns false if ctx is done.
func (l *lookup[T]) get(ctx context.Context, find func() (value T, keep bool)) (value T, ok bool) {
	select {
	case <-l.turn:
		defer func() { l.turn <- struct{}{} }()
	case <-ctx.Done():
		return value, false
	}
	if l.kept {
		return l.value, true
	}
	value, keep := find()
	if ctx.Err() != nil {
		return value, false
	}
	l.value, l.kept = value, keep
	return value, true
}
