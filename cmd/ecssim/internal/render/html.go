package render

import (
	"html/template"
	"io"
	"strings"

	"ecssim/model/plaintext"
	"ecssim/sim/report"
)

// Page is a document as a page that can be mailed: one file without scripts, which fetches nothing.
// What was found comes first, then the sections with their pictures, then the document's tables.
type Page struct {
	Name     string // of the scenario
	Title    string // "" = Name
	Style    template.CSS
	Textures template.HTML // of pictures
	Findings []report.Finding
	Sections []Section
	Footer   string
}

// Section is some pictures that answer one question.
type Section struct {
	ID, Title, Lead string
	Key             template.HTML // what the pictures are made of; "" = they need no key
	Body            template.HTML // figures
}

// mostPageRows is the most rows of a table on a page.
const mostPageRows = 40

// pageData is what the template reads.
type pageData struct {
	*Page
	Verdict string
	Mood    string
	Tables  []pageTable
	Notes   []string
	Groups  []findingGroup
}

// findingGroup is the findings of one code, of which the first are shown at once.
type findingGroup struct{ First, More []report.Finding }

// mostOfCode is how many findings of a code are shown at once, if there are more than one more.
const mostOfCode = 3

// grouped groups findings by their codes, in their order.
func grouped(all []report.Finding) (groups []findingGroup) {
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && all[end].Code == all[i].Code {
			end++
		}
		g := findingGroup{First: all[i:end]}
		if end-i > mostOfCode+1 {
			g.First, g.More = all[i:i+mostOfCode], all[i+mostOfCode:end]
		}
		groups = append(groups, g)
		i = end
	}
	return groups
}

// pageTable is a table of the document for a page.
type pageTable struct {
	Title   string
	Columns []Column
	Rows    [][]string
	More    string
}

// pageText is the template of a page. Its elements are those whose end tags HTML asks for.
const pageText = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{{or .Title .Name}} - ecssim</title>
<style>
{{.Style}}` + pageStyle + `</style>
</head>
<body>
{{.Textures}}<header>
<p class="name">{{.Name}}</p>
<h1>{{or .Title .Name}}</h1>
<p class="verdict {{.Mood}}">{{.Verdict}}</p>
</header>
<main>
{{if .Findings}}<section aria-labelledby="findings"><h2 id="findings">What was found</h2>
<ol class="findings">{{range .Groups}}{{range .First}}{{template "finding" .}}{{end}}{{if .More}}
<li class="{{(index .More 0).Severity}}"><details><summary>{{len .More}} more of <code>{{(index .More 0).Code}}</code></summary><ol class="findings">{{range .More}}{{template "finding" .}}{{end}}</ol></details></li>{{end}}{{end}}
</ol></section>
{{end}}{{range .Sections}}<section aria-labelledby="h-{{.ID}}"><h2 id="h-{{.ID}}">{{.Title}}</h2>
{{if .Lead}}<p class="lead">{{.Lead}}</p>
{{end}}{{.Key}}<div class="grid">
{{.Body}}</div></section>
{{end}}{{if .Tables}}<section aria-labelledby="tables"><h2 id="tables">The report in tables</h2>
{{range .Tables}}<div class="wide" tabindex="0" role="group" aria-label="{{or .Title "Result"}}"><table><caption>{{or .Title "Result"}}</caption><thead><tr>{{range .Columns}}<th scope="col"{{if .Right}} class="r"{{end}}>{{.Head}}</th>{{end}}</tr></thead><tbody>
{{$c := .Columns}}{{range .Rows}}<tr>{{range $i, $x := .}}{{if eq $i 0}}<th scope="row">{{$x}}</th>{{else}}<td{{if (index $c $i).Right}} class="r"{{end}}>{{$x}}</td>{{end}}{{end}}</tr>
{{end}}</tbody></table>{{if .More}}<p class="more">{{.More}}</p>{{end}}</div>
{{end}}</section>
{{end}}</main>
<footer>{{range .Notes}}<p>{{.}}</p>
{{end}}<p>{{.Footer}}</p></footer>
</body>
</html>
{{define "finding"}}
<li class="{{.Severity}}"><b>{{.Severity}}</b> {{.Text}}. <code>{{.Code}}</code>{{if .Remedies}}<ul>{{range .Remedies}}<li>{{.Change}}{{if .Outcome}}: {{.Outcome}}{{end}}</li>{{end}}</ul>{{end}}</li>{{end}}`

// pageStyle is what the page has beside the style of pictures.
const pageStyle = `*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Noto Sans CJK KR",sans-serif}
header,main,footer{max-width:1320px;margin:0 auto;padding:0 20px}
.name{margin:24px 0 0;color:var(--quiet);font-size:14px}
h1{margin:2px 0 6px;font-size:27px;line-height:1.2;font-weight:650;text-wrap:balance;overflow-wrap:anywhere}
.verdict{margin:0 0 8px;max-width:100ch;font-size:17px;overflow-wrap:anywhere}
.verdict.bad{border-left:4px solid var(--refused);padding-left:12px}
.verdict.good{border-left:4px solid var(--bridge);padding-left:12px}
h2{margin:30px 0 4px;font-size:19px;line-height:1.3;font-weight:650}
.lead,.more{margin:0 0 10px;max-width:100ch;color:var(--quiet);font-size:14px;white-space:pre-line}
.findings{margin:8px 0;padding:0;list-style:none;max-width:110ch}
.findings>li{margin:0 0 8px;padding:8px 12px;background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--quiet);border-radius:8px;overflow-wrap:anywhere}
.findings>li.error{border-left-color:var(--refused)}
.findings>li.warning{border-left-color:var(--host)}
.findings .findings{margin:8px 0 0}
.findings ul{margin:4px 0 0;padding-left:20px;color:var(--quiet);font-size:14px}
.error>b{color:var(--refused)}
.warning>b{color:var(--host)}
.wide:focus-visible{outline:3px solid var(--new);outline-offset:2px}
main>section>.wide{margin:0 0 14px;padding:6px 14px 10px;background:var(--paper);border:1px solid var(--line);border-radius:12px}
.r{text-align:right;font-variant-numeric:tabular-nums}
footer{margin:28px auto;color:var(--quiet);font-size:13px;overflow-wrap:anywhere}
footer p{margin:0 0 4px}
@media (max-width:760px){header,main,footer{padding:0 14px}h1{font-size:22px}}
@media print{body{font-size:11pt}:root{--ground:#fff}}
`

// WriteHTML writes a document as a page.
func WriteHTML(w io.Writer, d *Document, p *Page) error {
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	data := pageData{Page: p.escaped(), Verdict: line(d.Verdict), Mood: [...]string{Neutral: "", Good: "good", Bad: "bad"}[d.Mood]}
	data.Groups = grouped(data.Findings)
	all := d.tables()
	for i := range all {
		if x := &all[i]; len(x.Rows) > 0 {
			data.Tables = append(data.Tables, x.forPage())
		}
	}
	for _, n := range d.Notes {
		data.Notes = append(data.Notes, lines(n))
	}
	return t.Execute(w, data)
}

// escaped is the page with no character left that does not show.
func (p *Page) escaped() *Page {
	e := *p
	e.Name, e.Title, e.Footer = line(p.Name), line(p.Title), line(p.Footer)
	e.Findings = nil
	for _, f := range p.Findings {
		f.Text = line(f.Text)
		var remedies []report.FindingRemedy
		for _, m := range f.Remedies {
			m.Change, m.Outcome = line(m.Change), line(m.Outcome)
			remedies = append(remedies, m)
		}
		f.Remedies = remedies
		e.Findings = append(e.Findings, f)
	}
	e.Sections = nil
	for _, s := range p.Sections {
		s.Title, s.Lead = line(s.Title), lines(s.Lead)
		e.Sections = append(e.Sections, s)
	}
	return &e
}

// Head is the column's full title.
func (c Column) Head() string { return plaintext.Escape(c.head()) }

func (t *Table) forPage() pageTable {
	p := pageTable{Title: line(t.Title), Columns: t.Columns, More: lines(t.More)}
	for i, row := range t.Rows {
		if i == mostPageRows {
			p.More = strings.TrimSpace("... and " + integer(len(t.Rows)-i) + " more rows (-o csv and json have all)\n" + p.More)
			break
		}
		cells := make([]string, len(row))
		for n := range row {
			cells[n] = line(row[n])
		}
		p.Rows = append(p.Rows, cells)
	}
	return p
}
