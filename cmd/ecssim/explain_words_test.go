package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"ecssim/cmd/ecssim/internal/glossary"
	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/report"
)

// wantKind fails unless an entry of a kind is among those found for a text.
func wantKind(t *testing.T, text string, kinds ...string) {
	t.Helper()
	var found []string
	for _, e := range glossary.Find(text) {
		found = append(found, e.Name+" ("+e.Kind+")")
		if slices.Contains(kinds, e.Kind) {
			return
		}
	}
	t.Errorf("explain %q: found %v, wanted a %s", text, found, strings.Join(kinds, " or "))
}

// TestExplainKnowsAllThatIsPrinted: every code, stopped reason, service event, verdict and status that
// a run can print is explained.
func TestExplainKnowsAllThatIsPrinted(t *testing.T) {
	for reason := model.Fits + 1; reason < model.NumReasons; reason++ {
		wantKind(t, reason.String(), glossary.PlacementReason)
		wantKind(t, "(service web) was unable to place a task because no container instance met all of its requirements. "+reason.Suffix("i-1"), glossary.PlacementReason)
	}
	for code := model.StoppedCode(1); (model.StoppedReason{Code: code}).Known(); code++ {
		r := model.StoppedReason{Code: code, Reason: model.ReasonENI, Count: 4, Port: model.HostPort{Port: 80}, Ports: model.PortRange{First: 1, Last: 2}}
		wantKind(t, r.Text(func(int) string { return "app" }), glossary.StoppedReason)
	}
	for _, c := range report.Codes() {
		wantKind(t, c.Code, glossary.FindingCode)
	}
	for _, verdict := range []string{report.Completed, report.InProgress, report.Stuck, report.Failed, report.RolledBack} {
		wantKind(t, verdict, glossary.Verdict)
	}
	for _, status := range []string{"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"} {
		wantKind(t, status, glossary.TaskStatus)
	}
	for _, name := range scenarios.Names() {
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := sim.Run(context.Background(), s.Config, 0, &sim.Watch{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Services {
			for _, event := range r.Services[i].Events {
				wantKind(t, event, glossary.ServiceEvent, glossary.PlacementReason, glossary.StoppedReason)
			}
			for _, d := range r.Services[i].Deployments {
				if d.BlockedBy != "" && d.BlockedBy != report.BlockedByConfiguration {
					wantKind(t, d.BlockedBy, glossary.PlacementReason, glossary.StoppedReason, glossary.TaskStatus)
				}
			}
		}
		for _, x := range r.Instances {
			wantKind(t, x.Status, glossary.InstanceStatus)
		}
		for _, x := range r.Failures {
			wantKind(t, x.StoppedReason, glossary.StoppedReason)
		}
	}
}

// TestExplainAnswersSentences: what people type leads to the entry that answers it.
func TestExplainAnswersSentences(t *testing.T) {
	for query, want := range map[string]string{
		"why only two tasks on an m5.large": "RESOURCE:ENI",
		"already using a port":              "RESOURCE:PORTS",
		"deployment is stuck":               "STUCK",
		"stuck in PROVISIONING":             "PROVISIONING",
		"why are my tasks pending":          "PENDING",
		"my task keeps restarting":          "is unable to consistently start tasks successfully",
		"(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance abc is already using a port required by your task.": "RESOURCE:PORTS",
		"target unhealthy":            "Task failed ELB health checks",
		"resource:eni":                "RESOURCE:ENI",
		"eni trunking":                "trunking",
		"no space for my task":        "was unable to place a task",
		"my service is not stable":    "was unable to reach steady state",
		"how many tasks per instance": "headroom",
		"connection refused":          "HTTP 502",
		"deployment does not finish":  "STUCK",
		"CannotPullContainerError: pull image manifest has been retried 5 time(s)":                                                 "CannotPullContainerError",
		"TaskFailedToStart: RESOURCE:ENI":                                                                                          "TaskFailedToStart",
		"driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:8080 failed: port is already allocated": "port is already allocated",
	} {
		if found := glossary.Find(query); len(found) == 0 || found[0].Name != want {
			t.Errorf("explain %s: found %+v, wanted %q first", query, found, want)
		}
	}
	names := map[string]bool{}
	for _, e := range glossary.Entries() {
		if names[e.Name] && e.Kind != glossary.FindingCode {
			t.Errorf("%q has two entries", e.Name)
		}
		names[e.Name] = true
		if !strings.HasSuffix(e.Means, ".") {
			t.Errorf("%s: %q is no sentence", e.Name, e.Means)
		}
	}
}

// TestExplainRunsItsCommands: the commands that entries name exist, with their flags.
func TestExplainRunsItsCommands(t *testing.T) {
	for _, e := range glossary.Entries() {
		for i, part := range strings.Split(e.Do, "`") {
			if i%2 == 0 || !strings.HasPrefix(part, "ecssim ") {
				continue
			}
			args := strings.Fields(strings.NewReplacer("FILE", "three-modes-one-port", "SERVICE", "a", "NAME:PORT", "127.0.0.1:80", "NAME", "a", "FROM", "a", "TYPE", "m5.large",
				"alb", "a", "--cpu N", "--cpu 256", "--memory N", "--memory 256").Replace(part))[1:]
			if status, said := called(t, args, io.Discard); status == exitUsage {
				t.Errorf("%s: %s: %s", e.Name, part, said)
			}
		}
	}
}

// TestMessagesPage holds docs/messages.md and the glossary together; go test -update writes it.
func TestMessagesPage(t *testing.T) {
	const page = "../../docs/messages.md"
	have, err := os.ReadFile(page)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString(`# What ECS says, and what to run

Paste a message or a part of it behind ` + "`ecssim explain`" + `: it finds the row below. A name in quotes is what stands in the message; FILE is your scenario.

| ECS says | it means | what to do |
|---|---|---|
`)
	cell := func(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
	for _, e := range glossary.Entries() {
		if e.Kind == glossary.Term || e.Kind == glossary.FindingCode {
			continue
		}
		said := []string{"`" + e.Name + "`"}
		for _, part := range e.Says {
			if part = strings.TrimSpace(part); !strings.Contains(e.Name, part) {
				said = append(said, "\""+part+"\"")
			}
		}
		fmt.Fprintf(&want, "| %s | %s | %s |\n", cell(strings.Join(said, "; ")), cell(e.Means), cell(e.Do))
	}
	if *update {
		if err := os.WriteFile(page, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(have) != want.String() {
		t.Errorf("docs/messages.md is not what the glossary says; go test ./cmd/ecssim -run TestMessagesPage -update writes it")
	}
}
