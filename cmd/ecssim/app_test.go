package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestInternalErrorSaysWhoIsWrong(t *testing.T) {
	var b bytes.Buffer
	if status := internalError(&b, "model: host 3 is out of bounds"); status != exitFailed {
		t.Errorf("exit status %d, want %d", status, exitFailed)
	}
	got := b.String()
	if !strings.HasPrefix(got, "ecssim: internal error: model: host 3 is out of bounds\n") || !strings.Contains(got, "report") {
		t.Errorf("message %q", got)
	}
	if strings.Contains(got, "goroutine") {
		t.Error("a stack without ECSSIM_DEBUG=1")
	}
	t.Setenv("ECSSIM_DEBUG", "1")
	b.Reset()
	internalError(&b, "x")
	if !strings.Contains(b.String(), "goroutine") {
		t.Error("no stack with ECSSIM_DEBUG=1")
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"run", "compare", "density"}
	for word, want := range map[string]string{
		"comprae": ", did you mean compare?", "desnity": ", did you mean density?", "rum": ", did you mean run?",
		"scenario": "", "COMPARE": ", did you mean compare?", strings.Repeat("x", 1000): "",
	} {
		if got := didYouMean(word, known); got != want {
			t.Errorf("didYouMean(%.20q) = %q, want %q", word, got, want)
		}
	}
}

// The command never writes escape codes to what is no terminal.
func TestNoColorWithoutTerminal(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"catalog", "show", "m5.large"}, &stdout, &stderr); status != exitOK {
		t.Fatalf("exit status %d: %s", status, &stderr)
	}
	if strings.Contains(stdout.String()+stderr.String(), "\x1b") {
		t.Error("escape codes in the output to a buffer")
	}
}
