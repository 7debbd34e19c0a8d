package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pageOf runs a command line with --html, and returns the page.
func pageOf(t *testing.T, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if status := run(append(args, "--html", file), io.Discard, io.Discard); status != exitOK {
		t.Fatalf("%v: status %d", args, status)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A page is whole, needs nothing from elsewhere, has no script, and stays small enough to be mailed.
func TestPages(t *testing.T) {
	for _, x := range []struct {
		most int // bytes
		args []string
	}{
		{60_000, []string{"run", "three-modes-one-port"}},
		{60_000, []string{"run", "rolling-deploy-deadlock"}},
		{60_000, []string{"run", "firewall-range-too-narrow"}},
		{150_000, []string{"run", "microservices"}},
		{300_000, []string{"run", "day-in-the-life"}},
		{60_000, []string{"compare", "three-modes-one-port"}},
		{60_000, []string{"explain", "port-80-twice"}},
		{60_000, []string{"diff", "rolling-deploy-deadlock", "rolling-deploy-deadlock-min-50"}},
		{60_000, []string{"reach", "who-talks-to-whom", "web", "api"}},
	} {
		name := strings.Join(x.args, " ")
		page := pageOf(t, x.args...)
		if len(page) > x.most {
			t.Errorf("%s: %d bytes, want at most %d", name, len(page), x.most)
		}
		checkHTML(t, name, page)
	}
}

var (
	pageIDs     = regexp.MustCompile(` id="([^"]*)"`)
	pageLabels  = regexp.MustCompile(`aria-labelledby="([^"]*)"`)
	pageFetches = regexp.MustCompile(`(?i)<(script|link|img|iframe|object|embed|base|form)\b|\b(src|href)=|@import|url\([^#]|\bon[a-z]+="`)
	pageSVG     = regexp.MustCompile(`<svg [^>]*>`)
)

func checkHTML(t *testing.T, name, page string) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range pageIDs.FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(m[1], "t-") { // textures
			continue
		}
		if seen[m[1]] {
			t.Errorf("%s: two elements with the ID %s", name, m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range pageLabels.FindAllStringSubmatch(page, -1) {
		if !seen[m[1]] {
			t.Errorf("%s: a section is labelled by %s, which is not there", name, m[1])
		}
	}
	if m := pageFetches.FindString(page); m != "" {
		t.Errorf("%s: %q in the page", name, m)
	}
	for _, svg := range pageSVG.FindAllString(page, -1) {
		if !strings.Contains(svg, `aria-label="`) && !strings.Contains(svg, `aria-hidden="true"`) || strings.Contains(svg, `aria-label=""`) {
			t.Errorf("%s: a picture without a description: %s", name, svg)
		}
	}
	for _, e := range []string{"figure", "figcaption", "section", "svg", "details", "table", "ul", "ol", "div", "g", "main", "header", "footer"} {
		begun, ended := len(regexp.MustCompile(`<`+e+`[ >]`).FindAllString(page, -1)), strings.Count(page, "</"+e+">")
		if begun != ended {
			t.Errorf("%s: <%s> begins %d times and ends %d times", name, e, begun, ended)
		}
	}
	if strings.Count(page, "<figure ") > strings.Count(page, "<details>") || !strings.Contains(page, "<h1>") {
		t.Errorf("%s: a picture without its table, or no heading", name)
	}
}

// Titles, lessons and names of a scenario that are markup stay text.
func TestPagesAreHarmless(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.yaml")
	const bad = `<script>alert(1)</script><img src=x>`
	text := strings.ReplaceAll(`name: x
title: "BAD"
lesson: "BAD </style><script>"
description: "BAD"
cluster: {instances: [{name: hosts, instanceType: m5.large, count: 1}]}
taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: "app", cpu: 256, memory: 256, portMappings: [{containerPort: 80, hostPort: 80}]}]}]
services: [{serviceName: web, taskDefinition: web, desiredCount: 2}]
duration: 5m
`, "BAD", bad)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, "run", file)
	for _, tag := range []string{"<script", "<img"} {
		if strings.Contains(page, tag) {
			t.Errorf("%q is in the page", tag)
		}
	}
	if strings.Count(page, "</style>") != 1 {
		t.Error("the style ends twice")
	}
	if !strings.Contains(page, "&lt;script&gt;") {
		t.Errorf("the title is not in the page:\n%.2000s", page)
	}
}

// docPlots are the command lines of docs/pictures.md whose pictures it shows.
var docPlots = regexp.MustCompile(`(?m)^    ecssim (.* --plot ([-a-z]+\.svg).*)$`)

// The pictures of docs/pictures.md are those that the commands beside them draw.
func TestPicturesPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/pictures.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`!\[[^\]]+\]\(pictures/([-a-z]+\.svg)\)`).FindAllStringSubmatch(string(page), -1)
	drawn := map[string]string{}
	for _, m := range docPlots.FindAllStringSubmatch(string(page), -1) {
		drawn[m[2]] = m[1]
	}
	stored, err := os.ReadDir("../../docs/pictures")
	if err != nil || len(stored) != len(shown) && !*update {
		t.Errorf("%d pictures are stored and %d are shown, %v", len(stored), len(shown), err)
	}
	for _, m := range shown {
		name := m[1]
		if drawn[name] == "" {
			t.Errorf("no command of the page draws %s", name)
			continue
		}
		file := filepath.Join(t.TempDir(), name)
		if status := run(strings.Fields(strings.Replace(drawn[name], name, file, 1)), io.Discard, io.Discard); status != exitOK {
			t.Errorf("ecssim %s: status %d", drawn[name], status)
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", "docs", "pictures", name)
		if want, err := os.ReadFile(path); !*update && (err != nil || string(want) != string(got)) {
			t.Errorf("docs/pictures/%s is drawn otherwise, %v (-update stores it)", name, err)
		}
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
