package picture

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"ecssim/cmd/ecssim/internal/palette"
)

// modes are the classes of network modes, with their colour and the tint of their rooms.
var modes = []struct {
	class       string
	color, tint palette.Role
}{
	{"awsvpc", palette.AWSVPC, palette.AWSVPCTint}, {"bridge", palette.Bridge, palette.BridgeTint},
	{"host", palette.Host, palette.HostTint}, {"none", palette.None, palette.NoneTint},
}

// fonts are those that a picture is set in, numbers and ports in the second.
const (
	fonts = `system-ui,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Noto Sans CJK KR","Liberation Sans",sans-serif`
	mono  = `ui-monospace,"SF Mono",Consolas,"DejaVu Sans Mono","Liberation Mono",monospace`
)

// rules are the style of what is in a picture, a rule a line. $name is a colour of the palette;
// $mode and $tint are those of the network mode whose class the element or one around it has.
const rules = `.paper{fill:$paper}
text{font:12px $sans;fill:$ink}
.small,.lab,.tick,.quiet,.num,.port,.on{font-size:11px}
.lab,.num,.task,.mid,.pin text{text-anchor:middle}
.lab,.tick,.quiet{fill:$quiet}
.num,.port,.pin text,.amount{font-family:$mono}
.well{fill:$bridge;font-size:11px;font-weight:600}
.title{font-size:14px;font-weight:600}
.task{font-weight:600;fill:$mode}
.on{fill:$on;font-weight:600}
.end{text-anchor:end}
.left{text-anchor:start}
.wall{fill:$paper;stroke:$wall;stroke-width:2}
.all .wall,.shared{fill:$tint;stroke:$mode}
.shared{stroke-width:1}
.room{fill:$tint;stroke:$mode;stroke-width:1.5}
.box{fill:$paper;stroke:$mode}
.pause{fill:$mode}
.cable{fill:none;stroke:$mode;stroke-width:3}
.trunk{fill:none;stroke:$mode;stroke-width:9}
.way,.brace{fill:none;stroke:$mode;stroke-width:1.5}
.knot{fill:$paper}
.bar,.strip{fill:$mode}
.socket rect{fill:$paper;stroke:$wall;stroke-width:2}
.socket path{stroke:$wall;stroke-width:2}
.used rect{fill:$mode;stroke:$mode}
.used path{stroke:$on}
.free rect{stroke-dasharray:3 3}
.hand rect{fill:$line}
.pin circle{fill:$paper;stroke:$paper;stroke-width:1.5}
.pin text{font-size:10px;fill:$mode;font-weight:700}
.pin.open circle{fill:none;stroke-dasharray:2.5 2.5}
.pin.open text{fill:$on;font-weight:400}
.door path{fill:$paper;stroke:$mode;stroke-width:2}
.door circle{fill:$mode}
.dyn path{stroke-dasharray:4 2.5}
.sys path{stroke:$wall}
.sys circle{fill:$wall}
.starting .room,.starting .box{stroke-dasharray:4 3}
.starting .room,.starting .cable,.starting .way{opacity:.6}
.stopping .room,.stopping .box,.stopping .pause{opacity:.45;stroke-dasharray:1 3}
.ghost rect{fill:$refused-tint;stroke:$refused;stroke-width:1.5;stroke-dasharray:4 3}
.ghost path{fill:none;stroke:$refused;stroke-width:2}
.ghost text{fill:$refused;font-size:11.5px;font-weight:600}
.stave text{font-size:11px;fill:$quiet}
.of{fill:$line}
.have{fill:$quiet}
.binds text{fill:$refused;font-weight:700}
.binds .have{fill:$refused}
.track,.fill{fill:none}
.track{stroke:$line;stroke-width:5}
.fill{stroke:$quiet;stroke-width:5}
.binds .fill{stroke:$refused}
.mini .wall{fill:$paper;stroke-width:1.5;stroke-linejoin:round}
.mini.binds .wall{stroke:$refused;stroke-width:2.5}
.allowed{fill:$allowed}
.grid{stroke:$line;fill:none}
.axis{stroke:$wall;stroke-width:1.5;fill:none}
.bound{stroke:$ink;stroke-width:1.5;stroke-dasharray:5 3;fill:none}
.limit{font-size:11px;font-weight:600;paint-order:stroke;stroke:$paper;stroke-width:4px;stroke-linejoin:round}
.begin{stroke:$ink}
.area{stroke:$wall}
.old{fill:$old}
.new{fill:$new}
.warm{fill:url(#t-warm)}
.start{fill:url(#t-start)}
.going{fill:url(#t-going)}
.held{fill:$paper;stroke-dasharray:3 2}
.still{fill:url(#t-still)}
.t-paper{fill:$paper}
.t-new{fill:$new}
.t-old{fill:$quiet}
.t-still{fill:$paper;opacity:.55}
.over{font-weight:700;paint-order:stroke;stroke:$paper;stroke-width:4px;stroke-linejoin:round}
.x{stroke:$refused;stroke-width:1.8;fill:none}
.gap{stroke:$refused;stroke-width:1.5;stroke-dasharray:3 3;fill:none}
.late{fill:$refused;font-size:11px;font-weight:600}
.amount{font-weight:700}
.proved{stroke:$ink;stroke-width:2;fill:none}
.good{fill:$bridge}
.wrong{fill:$refused}
.ok{stroke:$on;stroke-width:2;fill:none}
.some{fill:$quiet}
.hop{fill:$paper;stroke:$wall;stroke-width:1.5}
.hop.no{fill:$refused-tint;stroke:$refused;stroke-dasharray:4 3}
.flow{stroke:$wall;stroke-width:2;fill:none}
`

// textures are what areas are filled with that are not told apart by colour alone.
const textures = `<pattern id="t-start" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="t-paper" width="6" height="6"/><rect class="t-new" width="2" height="6"/></pattern>` +
	`<pattern id="t-warm" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="t-paper" width="4" height="4"/><rect class="t-new" width="4" height="2"/></pattern>` +
	`<pattern id="t-going" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="t-paper" width="5" height="5"/><rect class="t-old" width="2" height="2"/></pattern>` +
	`<pattern id="t-still" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="t-still" width="2" height="7"/></pattern>`

// Textures is what a page has once for all its pictures.
const Textures = `<svg width="0" height="0" aria-hidden="true" focusable="false" class="picture textures"><defs>` + textures + "</defs></svg>\n"

// page is the style of what is around pictures: figures, keys and tables.
const page = `.tile{margin:0;padding:14px 14px 10px;background:$paper;border:1px solid $line;border-radius:12px;min-width:0}
figcaption{display:flex;flex-wrap:wrap;gap:2px 8px;align-items:baseline;font-size:15px;margin-bottom:8px}
figcaption b{font-weight:650;overflow-wrap:anywhere}
figcaption span{color:$quiet;font-size:13px}
figcaption i{margin-left:auto;font-style:normal;font-size:13px;font-weight:600;color:$mode;text-align:right}
i.bad,b.bad{color:$refused}
i.good{color:$bridge}
.why{margin:8px 0 2px;font-size:14px;line-height:1.45;color:$quiet;overflow-wrap:anywhere}
.key{margin:0 0 12px;padding:0;list-style:none;font-size:13px;color:$quiet;display:flex;flex-wrap:wrap;gap:4px 18px}
.key li{display:flex;gap:7px;align-items:center}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.4}
caption{text-align:left;color:$quiet;padding:6px 0 2px}
th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-top:1px solid $line;font-weight:400;overflow-wrap:break-word}
thead th{border:0;font-weight:600;color:$quiet;font-size:12px}
tbody th{font-weight:600}
details{margin-top:6px;font-size:13px;overflow-x:auto}
summary{cursor:pointer;color:$quiet;padding:4px 0}
summary:hover{color:$ink}
summary:focus-visible{outline:3px solid $new;outline-offset:2px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));gap:16px;align-items:start}
.wide{grid-column:1/-1;overflow-x:auto}
code{font-family:$mono;font-size:12.5px}
:lang(ko){word-break:keep-all;overflow-wrap:anywhere}
svg.picture{display:block;width:100%;max-width:440px;height:auto;margin:0 auto;font-variant-numeric:tabular-nums}
svg.textures{position:absolute;width:0;height:0}
.key svg.picture{flex:none;width:26px;height:18px;margin:0}
`

// Stylesheet is the style of pictures, figures, keys and tables in a page. Its colours are custom
// properties, such as --ink and --awsvpc-tint: light, dark where the reader's screen is, and light
// on paper. What has changed since the scene before has the class "changed".
func Stylesheet() string { return pageStyle() }

var pageStyle = sync.OnceValue(makePageStyle)

func makePageStyle() string {
	var b strings.Builder
	b.WriteString(":root{" + properties(&palette.Light) + "}\n@media screen and (prefers-color-scheme:dark){:root{" + properties(&palette.Dark) + "}}\n")
	for _, m := range modes {
		b.WriteString("." + m.class + "{--mode:var(--" + m.color.String() + ");--tint:var(--" + m.tint.String() + ")}\n")
	}
	named := func(token string) string { return "var(--" + token + ")" }
	for _, line := range strings.SplitAfter(rules, "\n") {
		selectors, declarations, ok := strings.Cut(line, "{")
		if !ok {
			continue
		}
		all := strings.Split(selectors, ",")
		for i := range all {
			all[i] = ".picture " + all[i]
		}
		b.WriteString(colored(strings.Join(all, ",")+"{"+declarations, named))
	}
	b.WriteString(colored(page, named))
	b.WriteString("@media print{.tile{break-inside:avoid}details{display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n")
	b.WriteString(colored("@media (forced-colors:active){.picture{forced-color-adjust:none;background:$paper}}\n", named))
	return b.String()
}

func properties(s *palette.Scheme) (all string) {
	for r := range palette.NumRoles {
		all += "--" + r.String() + ":" + s[r].String() + ";"
	}
	return all + "--mode:" + s[palette.Quiet].String() + ";--tint:" + s[palette.NoneTint].String()
}

// fileStyle is the style of a file with a picture: of the rules those that it needs. Every colour is
// written out: programs that turn SVG into other formats know no custom properties.
func fileStyle(body string) string {
	used := map[string]bool{}
	for _, m := range classes.FindAllStringSubmatch(body, -1) {
		for _, c := range strings.Fields(m[1]) {
			used[c] = true
		}
	}
	return written(&palette.Light, false, used) + "@media screen and (prefers-color-scheme:dark){\n" + written(&palette.Dark, true, used) + "}\n"
}

var classes, classInRule = regexp.MustCompile(`class="([^"]*)"`), regexp.MustCompile(`\.([a-z-]+)`)

// needed is a rule with those of its selectors whose classes are all used; "" where none is.
func needed(rule string, used map[string]bool) string {
	selectors, declarations, ok := strings.Cut(rule, "{")
	if !ok {
		return ""
	}
	kept := slices.DeleteFunc(strings.Split(selectors, ","), func(s string) bool {
		return slices.ContainsFunc(classInRule.FindAllStringSubmatch(s, -1), func(m []string) bool { return !used[m[1]] })
	})
	if len(kept) == 0 {
		return ""
	}
	return strings.Join(kept, ",") + "{" + declarations
}

// written is the rules for the classes that are used, with a scheme's colours: all, or only those
// that have any.
func written(s *palette.Scheme, colors bool, used map[string]bool) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(rules, "\n") {
		if line = needed(line, used); line == "" {
			continue
		}
		if colors && !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(line, "$sans", ""), "$mono", ""), "$") {
			continue
		}
		if !strings.Contains(line, "$mode") && !strings.Contains(line, "$tint") {
			b.WriteString(colored(line, func(token string) string { return byName(s, token) }))
			continue
		}
		selectors, declarations, _ := strings.Cut(line, "{")
		for _, m := range modes {
			if !used[m.class] {
				continue
			}
			var all []string
			for _, x := range strings.Split(selectors, ",") {
				all = append(all, "."+m.class+" "+x)
				if strings.HasPrefix(x, ".") {
					all = append(all, "."+m.class+x) // the element itself has the class
				}
			}
			b.WriteString(colored(strings.Join(all, ",")+"{"+declarations, func(token string) string {
				switch token {
				case "mode":
					return s[m.color].String()
				case "tint":
					return s[m.tint].String()
				}
				return byName(s, token)
			}))
		}
	}
	return b.String()
}

func byName(s *palette.Scheme, name string) string {
	for r := range palette.NumRoles {
		if r.String() == name {
			return s[r].String()
		}
	}
	panic("picture: $" + name + " is no colour of the palette")
}

// colored replaces the tokens of rules.
func colored(rules string, color func(token string) string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(rules, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexFunc(after, func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' })
		switch token := after[:end]; token {
		case "sans":
			b.WriteString(fonts)
		case "mono":
			b.WriteString(mono)
		default:
			b.WriteString(color(token))
		}
		rules = after[end:]
	}
}
