// Package picture draws what a run was like: container instances with their network interfaces and
// host ports, deployments, tasks through time, comparisons, subnets. Every picture is SVG of whole
// numbers, which is the same to the byte wherever it is drawn, and comes with a sentence that says
// what it shows and with the tables of its numbers. docs/pictures.md says how each is read.
//
// A picture is 384 units wide and is meant to be shown 340 to 440 pixels wide: more room means more
// pictures in a row. In a page its colours come from Stylesheet; alone, from Standalone, which holds
// them itself.
package picture

import (
	"strconv"
	"strings"
)

// Width is how wide every picture is, in its own units.
const Width = 384

// Mood says whether what a picture shows is good news.
type Mood uint8

// Plain is for facts, Good for what has come to its end, Bad for what waits, fails or is stuck.
const (
	Plain Mood = iota
	Good
	Bad
)

// Picture is an SVG, what is said above and beneath it, and the tables of its numbers.
type Picture struct {
	Kind   string // what it is a picture of, such as "instance": the class of its figure
	ID     string // of its figure in a page: letters, digits and hyphens
	Title  string // what it is a picture of by name, such as an instance's
	Aside  string // what belongs to the title and is quieter; "" = nothing
	State  string // in a word or two how it stands; "" = nothing
	Mood   Mood   // of State
	Mode   string // class of the network mode whose colour State has where Mood is Plain; "" = none
	Says   string // what it shows, in sentences: the SVG's accessible description
	Why    string // a paragraph beneath the picture; "" = none
	Height int    // in the picture's own units

	Tables []Table // the numbers of the picture

	words *Words
	body  []byte // what is in the SVG
	defs  bool   // it has textures
}

// Table is numbers as text.
type Table struct {
	Title   string // "" = that of its picture
	Columns []string
	Rows    [][]string // the first cell of a row heads it
}

func (t *Table) add(cells ...string) { t.Rows = append(t.Rows, cells) }

// newTable is a table with no rows yet; columns are separated by "|".
func newTable(title, columns string) Table {
	return Table{Title: title, Columns: strings.Split(columns, "|")}
}

// SVG is the picture for a page that has Stylesheet and Textures.
func (p *Picture) SVG() string {
	return `<svg class="picture" viewBox="0 0 ` + strconv.Itoa(Width) + " " + strconv.Itoa(p.Height) +
		`" role="img" aria-label="` + escape(p.Says) + `">` + string(p.body) + "</svg>"
}

// Standalone is the picture as a file of its own: light, and dark where the reader's screen is.
func (p *Picture) Standalone() string { return Sheet([]*Picture{p}) }

// A sheet has so many pictures in a row, with room between them and a title above each.
const (
	sheetColumns = 3
	sheetGap     = 16
	titleHeight  = 26
)

// Sheet is some pictures as one file of SVG, three in a row: light, and dark where the reader's
// screen is. Of no pictures it is an empty one.
func Sheet(pictures []*Picture) string {
	columns := max(min(len(pictures), sheetColumns), 1)
	var body canvas
	y, rowHeight, defs := sheetGap, 0, false
	for i, p := range pictures {
		if i%columns == 0 && i > 0 {
			y, rowHeight = y+rowHeight+sheetGap, 0
		}
		body.raw(`<g transform="translate(` + strconv.Itoa(sheetGap+i%columns*(Width+sheetGap)) + " " + strconv.Itoa(y) + `)" role="img" aria-label="` + escape(p.Says) + `">`)
		p.drawTitle(&body)
		body.raw(`<g transform="translate(0 ` + strconv.Itoa(titleHeight) + `)">` + string(p.body) + "</g></g>\n")
		rowHeight, defs = max(rowHeight, p.Height+titleHeight), defs || p.defs
	}
	width, height := sheetGap+columns*(Width+sheetGap), y+rowHeight+sheetGap
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) +
		`" viewBox="0 0 ` + strconv.Itoa(width) + " " + strconv.Itoa(height) + `"`)
	if len(pictures) > 0 {
		b.WriteString(` lang="` + pictures[0].words.Lang + `">` + "\n<title>" + escape(pictures[0].heading()) + "</title>\n<desc>" + escape(pictures[0].Says) + "</desc>\n")
	} else {
		b.WriteString(">\n")
	}
	inside := ""
	if defs {
		inside = "<defs>" + textures + "</defs>\n"
	}
	var paper canvas
	paper.rect("paper", 0, 0, width, height, 0)
	inside += string(paper.b) + "\n" + string(body.b)
	b.WriteString("<style>\n" + fileStyle(inside) + "</style>\n" + inside + "</svg>\n")
	return b.String()
}

// drawTitle writes a picture's title, what belongs to it, and how it stands.
func (p *Picture) drawTitle(g *canvas) {
	room := Width
	if p.State != "" {
		text := clip(p.State, 2*Width/3)
		g.open(p.Mode)
		g.text([...]string{Plain: "task end", Good: "well end", Bad: "late end"}[p.Mood], Width-1, 13, text)
		g.raw("</g>")
		room -= wide(text) + 8
	}
	const larger = 10 // of latin: the title is set larger, and bold
	title := clipName(p.Title, room*latin/larger)
	g.text("title", 0, 14, title)
	if at := wide(title)*larger/latin + 10; p.Aside != "" && room-at > 40 {
		g.text("quiet", at, 14, clip(p.Aside, room-at))
	}
}

func (p *Picture) heading() string {
	if p.Aside == "" {
		return p.Title
	}
	return p.Title + ", " + p.Aside
}

// Figure is the picture with its caption, its paragraph and its tables, for a page.
func (p *Picture) Figure() string {
	var b strings.Builder
	b.WriteString(`<figure class="tile ` + p.Kind + `"`)
	if p.ID != "" {
		b.WriteString(` id="` + escape(p.ID) + `"`)
	}
	b.WriteString(">\n<figcaption><b>" + escape(p.Title) + "</b>")
	if p.Aside != "" {
		b.WriteString(" <span>" + escape(p.Aside) + "</span>")
	}
	if p.State != "" {
		b.WriteString(` <i class="` + [...]string{Plain: p.Mode, Good: "good", Bad: "bad"}[p.Mood] + `">` + escape(p.State) + "</i>")
	}
	b.WriteString("</figcaption>\n" + p.SVG() + "\n")
	if p.Why != "" {
		b.WriteString(`<p class="why">` + escape(p.Why) + "</p>\n")
	}
	if len(p.Tables) > 0 {
		b.WriteString("<details><summary>" + escape(p.words.sprintf(p.words.AsTable, p.Title)) + "</summary>")
		for i := range p.Tables {
			p.Tables[i].write(&b, p.Title)
		}
		b.WriteString("</details>\n")
	}
	b.WriteString("</figure>\n")
	return b.String()
}

// HTML is the table for a page; of says what it is a table of where it has no title itself.
func (t *Table) HTML(of string) string {
	var b strings.Builder
	t.write(&b, of)
	return b.String()
}

// write writes the table. Its rows heads are th, so that each cell is heard with its row.
func (t *Table) write(b *strings.Builder, of string) {
	if len(t.Rows) == 0 {
		return
	}
	if t.Title != "" {
		of = t.Title
	}
	b.WriteString("<table><caption>" + escape(of) + "</caption><thead><tr>")
	for _, c := range t.Columns {
		b.WriteString(`<th scope="col">` + escape(c))
	}
	b.WriteString("</thead><tbody>")
	for _, row := range t.Rows {
		b.WriteString("\n<tr>")
		for i, cell := range row {
			if i == 0 {
				b.WriteString(`<th scope="row">` + escape(cell))
				continue
			}
			b.WriteString("<td>" + escape(cell))
		}
	}
	b.WriteString("</tbody></table>")
}

// identifier makes a name fit for the ID of a figure.
func identifier(kind, name string) string {
	b := []byte(kind + "-")
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-':
			b = append(b, c)
		default:
			b = strconv.AppendUint(append(b, '_'), uint64(c), 16)
		}
	}
	return string(b)
}
