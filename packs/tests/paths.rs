//! References that lead out of the folder, nowhere, or round in circles.

mod folder;

use folder::{Temp, html, lessons, one, png, refusals, taken};

#[test]
fn paths_out_of_the_folder_are_refused() {
    let ways = [
        "../secret",
        "../../../etc/passwd",
        "/../secret",
        "..%2Fsecret",
        "%2e%2e/secret",
        "%2e%2e%5csecret",
        "..%5Csecret",
        "file:///etc/passwd",
        "x/../../secret",
        "a%00.png",
    ];
    for way in ways {
        assert_eq!(
            refusals(&one(&format!("uno\n\n![x]({way})"))),
            [format!("a.md:3: path \"{way}\" leaves the folder")]
        );
        assert_eq!(
            refusals(&one(&format!("uno\n{{% include \"{way}\" %}}"))),
            [format!("a.md:2: path \"{way}\" leaves the folder")]
        );
        if !way.starts_with("file:") {
            let told = refusals(&one(&format!("[x]({way})")));
            assert_eq!(told, [format!("a.md:1: path \"{way}\" leaves the folder")]);
        }
    }
    for way in ["/etc/passwd", "etc/passwd"] {
        assert_eq!(
            refusals(&one(&format!("![x]({way})"))),
            [format!("a.md:1: picture \"{way}\" does not exist")]
        );
        assert_eq!(
            refusals(&one(&format!("{{% include \"{way}\" %}}"))),
            ["a.md:1: included file \"etc/passwd\" does not exist"]
        );
    }
    let folder = one("# A");
    folder.write("SUMMARY.md", "* [a](a.md)\n* [x](../../x.md)");
    assert_eq!(refusals(&folder), ["SUMMARY.md:2: path \"../../x.md\" leaves the folder"]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let outside = Temp::new();
    outside.write("secret.md", "secret");
    outside.write_bytes("secret.png", &png(4, 4));
    let folder = one("![x](out/secret.png)\n\n{% include \"secret.md\" %}\n\n![y](y.png)");
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(outside.path().join("secret.md"), folder.path().join("secret.md")).unwrap();
    symlink(outside.path().join("secret.png"), folder.path().join("y.png")).unwrap();
    symlink(folder.path(), folder.path().join("loop")).unwrap();
    assert_eq!(refusals(&folder), ["a.md:3: path \"secret.md\" leaves the folder"]);
    folder.write("a.md", "![x](out/secret.png)\n\n![y](y.png)");
    assert_eq!(
        refusals(&folder),
        [
            "a.md:1: path \"out/secret.png\" leaves the folder",
            "a.md:3: path \"y.png\" leaves the folder"
        ]
    );
}

#[test]
fn missing_pictures_name_their_line_also_inside_included_files() {
    let folder = one("# A\n\n{% include \"p.md\" %}\n\n![b](images/b.png)");
    folder.write("p.md", "Uno\n<!-- dos\ntres -->\n![x](images/x.png)");
    assert_eq!(
        refusals(&folder),
        [
            "a.md:5: picture \"images/b.png\" does not exist",
            "p.md:4: picture \"images/x.png\" does not exist"
        ]
    );
}

#[test]
fn inclusions_end() {
    let folder = one("{% include \"b.md\" %}");
    folder.write("SUMMARY.md", "* [a](a.md)");
    folder.write("b.md", "x\n\n{% include \"a.md\" %}");
    assert_eq!(refusals(&folder), ["b.md:3: including \"a.md\" again would never end"]);
    // Two at each of many levels: a million in all.
    for level in 0..20 {
        let next = format!("{{% include \"{}.md\" %}}\n", level + 1).repeat(2);
        folder.write(&format!("{level}.md"), &next);
    }
    folder.write("20.md", "x");
    folder.write("a.md", "{% include \"0.md\" %}");
    assert!(refusals(&folder)[0].contains("the number or depth of inclusions is over the limit"));
}

#[test]
fn included_files_may_refer_from_themselves_or_from_the_lesson() {
    let folder = Temp::new();
    folder.write("SUMMARY.md", "* [a](x/a.md)\n* [b](x/b.md)");
    folder.write("x/a.md", "{% include \"/p.md\" %}");
    folder.write("x/b.md", "# B");
    folder.write("p.md", "![y](../x/y.png) [b](../x/b.md) [c](x/b.md)");
    folder.write_bytes("x/y.png", &png(3, 3));
    let page = html(&lessons(&taken(&folder))[0]);
    assert_eq!(page.matches("data-lesson").count(), 2, "{page}");
    folder.write("p.md", "[n](../x/none.md)");
    assert_eq!(refusals(&folder), ["p.md:1: path \"../x/none.md\" leaves the folder"]);
}
