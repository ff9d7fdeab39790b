//go:build race

package component_test

const depth = 5
