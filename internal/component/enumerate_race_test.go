//go:build race

package component_test

// The numbers of responses in the runs of TestEnumeration.
const depth, fullDepth = 4, 2
