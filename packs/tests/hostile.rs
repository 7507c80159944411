//! Folders made to do harm: each is refused with file and line, or comes out harmless, and soon.

mod folder;

use folder::{Temp, html, lessons, one, png, refusals, taken, warnings};

fn page(text: &str) -> String {
    html(&lessons(&taken(&one(text)))[0])
}

#[test]
fn oversize_and_odd_pictures_are_refused() {
    let folder = one("uno\n\n![x](x.png)");
    // A header of 60,000 by 60,000 pixels and nothing to fill them.
    let mut bomb = png(1, 1);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    folder.write_bytes("x.png", &bomb);
    assert_eq!(
        refusals(&folder),
        ["a.md:3: picture \"x.png\" is too large: a side is longer than 10000 pixels"]
    );
    // Sides within bounds, area not.
    bomb[16..24].copy_from_slice(&[0, 0, 0x26, 0xac, 0, 0, 0x26, 0xac]);
    let sum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    folder.write_bytes("x.png", &bomb);
    assert!(refusals(&folder)[0].contains("9900 × 9900, over 24 million pixels"));
    folder.write_bytes("x.png", &vec![0; 17 << 20]);
    assert_eq!(refusals(&folder), ["a.md:3: picture \"x.png\" is too large: more than 16 MiB"]);
    let mut cut = png(50, 50);
    cut.truncate(100);
    for bytes in [&b"<svg onload=alert(1)>"[..], b"BM not a picture", b"", &cut] {
        folder.write_bytes("x.png", bytes);
        let told = refusals(&folder);
        assert!(told[0].starts_with("a.md:3: picture \"x.png\" is not taken: "), "{told:?}");
    }
    folder.write("a.md", "![x](x.svg)");
    folder.write("x.svg", "<svg><script>alert(1)</script></svg>");
    assert!(refusals(&folder)[0].contains("SVG can carry programs; save it as PNG"));
}

#[test]
fn nothing_that_runs_or_calls_out_is_left() {
    let text = r#"# A

<script>alert(1)</script> antes <script>alert(2)</script> después

<script>
alert(3)

alert(4)
</script>

[x](javascript:alert(5)) [y](JaVaScRiPt&#58;alert(6)) [z](data:text/html,<b>) <a href="javas&#99;ript:alert(7)">w</a> [v](vbscript:x)

<img src=x.png onerror=alert(8)> <b onmouseover="alert(9)" style="position:fixed" class="app" id="root">b</b>

<iframe src="https://elsewhere.example"></iframe><object data=x></object><svg onload=alert(10)><a xlink:href=x></svg>

<form action=https://elsewhere.example><input name=a><button>enviar</button></form><meta http-equiv=refresh content=0><base href=https://elsewhere.example><link rel=stylesheet href=x><style>*{}</style>

<a href="https://elsewhere.example" target=_self onclick=x data-lesson="abcdefgh">fuera</a>

| a |
|---|
| <script>alert(11)</script> |

{% filename %}<img src=x onerror=alert(12)>{% endfilename %}

<!--sec data-title="<script>alert(13)</script>" data-id="\"><script>" ces-->
dentro
<!--endsec-->

```"><script>
código
```

<details open ontoggle=alert(14)><summary>s</summary>d</details> <math><mtext></mtext><script>x</script></math>
"#;
    let folder = one(text);
    folder.write_bytes("x.png", &png(3, 3));
    let pack = taken(&folder);
    let page = html(&lessons(&pack)[0]);
    let tags: String = page
        .split('<')
        .skip(1)
        .filter_map(|part| part.split_once('>'))
        .map(|(tag, _)| format!("<{tag}>\n"))
        .collect();
    for bad in [
        "script",
        "onerror",
        "onmouse",
        "onclick",
        "style",
        "iframe",
        "svg",
        "form",
        "input",
        "meta",
        "base",
        "object",
        "math",
        "id=\"root",
        "class=\"app",
        "abcdefgh",
        "data:",
        "_self",
        "ontoggle",
        "onload",
    ] {
        assert!(!tags.contains(bad), "{bad} in\n{page}");
    }
    assert!(
        page.contains("antes") && page.contains("después") && page.contains("enviar"),
        "{page}"
    );
    assert!(page.contains("<span class=\"filename\">&lt;img src=x onerror=alert(12)&gt;</span>"));
    assert!(page.contains("<a href=\"https://elsewhere.example\" target=\"_blank\" rel=\"noopener noreferrer\">fuera</a>"), "{page}");
    for hidden in 1..=4 {
        assert!(!page.contains(&format!("alert({hidden})")), "{page}");
    }
    let told = warnings(&pack).join("\n");
    assert!(told.contains("a.md:5: <script> is left out"), "{told}");
    assert!(
        told.contains("a.md:11: link \"javascript:alert(5)\" is of a kind that is not allowed"),
        "{told}"
    );
}

#[test]
fn deep_and_long_texts_are_bounded() {
    let most = 250_000;
    for text in [
        ">".repeat(most),
        "+ ".repeat(most / 2),
        format!("{}x", "> - ".repeat(most / 4)),
        (0..500).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect(),
        "<div>".repeat(most / 5),
        "<b><i>".repeat(most / 6),
        "[a](b) ".repeat(most / 7),
    ] {
        let told = refusals(&one(&text));
        assert!(told[0].starts_with("a.md:"), "{told:?}");
        assert!(told.len() <= 200, "{}", told.len());
    }
    for text in [
        "[".repeat(most),
        "![".repeat(most / 2),
        "*a **a ".repeat(most / 7),
        "`".repeat(most),
        "``` ` ".repeat(most / 6),
        "{%".repeat(most / 2),
        "{% raw %}<!-- ".repeat(most / 14),
        "{% filename %}".repeat(most / 14),
        "{{ ".repeat(most / 3),
        "<!-- ".repeat(most / 5),
        "<!--sec x ces-->\n".to_owned() + &"<".repeat(most / 2),
        "a|".repeat(most / 2) + "\n" + &"-|".repeat(100),
        "&".repeat(most),
        "\\".repeat(most),
    ] {
        taken(&one(&text));
    }
}

#[test]
fn the_sizes_of_things_are_bounded() {
    assert!(
        refusals(&one(&"x".repeat(300_000)))[0]
            .contains("the size of a text file is over the limit of 256 KiB")
    );
    let folder = Temp::new();
    folder.write_bytes("a.md", b"caf\xe9");
    assert_eq!(refusals(&folder), ["a.md: is not UTF-8 text"]);
    assert!(refusals(&Temp::new())[0].ends_with("holds no lesson"));
    let folder = one("# A");
    (0..501).for_each(|nth| folder.write(&format!("{nth}.md"), "x"));
    assert!(refusals(&folder)[0].contains("the number of lessons is over the limit of 500"));
    let sections = "<!--sec data-title=\"x\" ces-->\n".repeat(6);
    assert!(refusals(&one(&sections))[0].contains("a.md:5: is nested more than 4 levels deep"));
}

#[test]
fn quizzes_and_settings_name_their_faults() {
    let quiz = "# A\n\n```quiz\n{\"questions\":[{\"ask\":\"x\",\n\"options\":[{\"text\":\"a\"},{\"text\":\"b\"}]}]}\n```";
    assert_eq!(refusals(&one(quiz)), ["a.md:4: quiz: a question needs at least one right option"]);
    let listed = "- x\n\n  ```quiz\n  {}\n  ```";
    assert_eq!(refusals(&one(listed)), ["a.md:3: quiz: may not stand inside a list or quote"]);
    let folder = one("# A");
    for (json, told) in [
        ("{\n\"titel\":\"x\"}", "pack.json:2: pack.json: unknown field `titel`"),
        ("{\"id\":\"A\"}", "pack.json:1: pack.json: \"id\" is not 1 to 32 of a-z, 0-9 and -"),
        ("{\"minutes\":{\n\"b.md\":3}}", "pack.json:2: pack.json: minutes are given for \"b.md\""),
        ("{\"minutes\":{\"a.md\":0}}", "pack.json:1: pack.json: minutes of \"a.md\""),
    ] {
        folder.write("pack.json", json);
        assert!(refusals(&folder)[0].starts_with(told), "{:?}", refusals(&folder));
    }
}

#[test]
fn private_use_characters_cannot_forge_inserts() {
    let page = page("{% filename %}uno{% endfilename %} y \u{e000}0\u{e001}");
    assert_eq!(page.matches("filename").count(), 1, "{page}");
}

/// The checksum of PNG chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}
