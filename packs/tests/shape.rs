//! The pack format on folders as authors write them: marks, pages, links, order, determinism.
//!
//! The committed fixtures always run; the real course adds to them where it is present.

mod folder;

use std::path::{Path, PathBuf};

use folder::{Temp, html, lessons, png, warnings};
use packs::{Lesson, Options, Pack, Page, import};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/packs").join(name)
}

fn imported(path: &Path) -> Pack {
    import(path, &Options::default()).unwrap_or_else(|refusals| panic!("refused: {refusals:#?}"))
}

fn lesson<'a>(lessons: &'a [Lesson], title: &str) -> &'a Lesson {
    lessons.iter().find(|lesson| lesson.title == title).expect("a lesson of that title")
}

#[test]
fn the_contents_give_order_titles_and_levels() {
    let pack = imported(&fixture("gitbook-shape"));
    let listed: Vec<_> =
        pack.manifest.lessons.iter().map(|l| (l.title.as_str(), l.level, l.has_quiz)).collect();
    assert_eq!(
        listed,
        [("Introducción", 0, false), ("Instalación", 0, false), ("La segunda", 1, true)]
    );
    assert_eq!(pack.manifest.title, "Un libro de prueba");
    assert_eq!(pack.manifest.pack, "gitbook-shape");
    assert_eq!(pack.manifest.language, "es");
}

#[test]
fn marks_are_understood_outside_code_and_literal_inside() {
    let pack = imported(&fixture("gitbook-shape"));
    let lessons = lessons(&pack);
    let all = html(lesson(&lessons, "Instalación"));
    for expected in [
        "El icono ⚠️ avisa. Una variable {{ sin_valor }} se queda.",
        "<details id=\"a-linux\"><summary>Si usas 'Linux'</summary>",
        "<span class=\"filename\">command-line</span>",
        "<span class=\"filename\">⚠️ blog/__init__.py</span>",
        "<pre><code class=\"language-html\">{% for post in posts %}\n&lt;!--sec data-title=\"literal\" ces--&gt;\n\
         {{ icono }}\n{% include \"/shared/comun.md\" %}\n{% endfor %}\n</code></pre>",
        "<details><summary>En una cita</summary>",
        "Entre <code>{% for %}</code> y {{ icono }} todo queda.",
        "<code>{% include \"/shared/comun.md\" %}</code> y <code>&lt;!-- esto --&gt;</code>",
        "<pre><code>{% filename %}sangrado{% endfilename %}\n&lt;!-- también código --&gt;\n</code></pre>",
        "<pre><code>{% raw %}en lista{% endraw %}\n</code></pre>",
        "<span class=\"filename\">consola</span>",
        "<pre><code>$ {{ icono }}\n</code></pre>",
        "<div class=\"table\"><table>",
        "<td><em>listar</em></td>",
        "<h2 id=\"a-parte\">La parte</h2>",
    ] {
        assert!(all.contains(expected), "missing {expected:?} in:\n{all}");
    }
    assert!(!all.contains("endsec") && !all.contains("endraw %}todo"), "{all}");
    assert!(!html(lesson(&lessons, "Introducción")).contains("comentario"));
}

#[test]
fn links_lead_inside_the_course_or_out_or_are_told() {
    let pack = imported(&fixture("gitbook-shape"));
    let lessons = lessons(&pack);
    let second = &lesson(&lessons, "La segunda").id;
    let first = &lesson(&lessons, "Instalación").id;
    let own = &lesson(&lessons, "Introducción").id;
    let all = html(lesson(&lessons, "Introducción"));
    for expected in [
        format!("<a href=\"#lesson-{second}\" data-lesson=\"{second}\">la segunda</a>"),
        format!("data-lesson=\"{first}\" data-page=\"0\" data-anchor=\"a-parte\">la parte</a>"),
        format!("<a href=\"#lesson-{first}\" data-lesson=\"{first}\">otro título</a>"),
        format!("data-lesson=\"{own}\" data-page=\"0\" data-anchor=\"a-abajo\">aquí mismo</a>"),
        "<a href=\"https://chaski.example/x?a=1&amp;b=2\" target=\"_blank\" \
         rel=\"noopener noreferrer\">la web</a>"
            .to_owned(),
        "a ninguna,".to_owned(),
        "rel=\"noopener noreferrer\">lejos</a> y <a".to_owned(),
        ">dentro</a>".to_owned(),
    ] {
        assert!(all.contains(&expected), "missing {expected:?} in:\n{all}");
    }
    assert_eq!(
        warnings(&pack),
        [
            "GLOSSARY.md: is not in SUMMARY.md; left out",
            "README.md:3: link \"GLOSSARY.md\" leads to a file that is no lesson; its words are kept, the link is not",
            "README.md:3: link \"no/existe.md\" leads to a file that does not exist; its words are kept, the link is not",
            "README.md:3: link \"uno/README.md#falta\" names no heading of that lesson; it leads to the lesson's start",
            "README.md:5: picture \"https://elsewhere.example/badge.svg\" is elsewhere on the web; only its description is kept",
            "SUMMARY.md:8: entry \"tres/README.md\" does not exist; left out",
            "uno/README.md:5: \"sin_valor\" has no value and is shown as it is",
        ]
    );
}

#[test]
fn quizzes_and_hand_written_html_come_through_clean() {
    let pack = imported(&fixture("gitbook-shape"));
    let lessons = lessons(&pack);
    let second = lesson(&lessons, "La segunda");
    let Page::Quiz { quiz } = &second.pages[1] else { panic!("{second:?}") };
    assert_eq!(quiz.questions[0].ask, "¿Uno & <b>dos</b>?", "plain text, for the screen to escape");
    let all = html(second);
    assert!(all.contains("<b>negrita</b>"), "{all}");
    assert!(
        all.contains("alt=\"a &quot;b&quot;\" width=\"720\" height=\"480\" loading=\"lazy\""),
        "{all}"
    );
    assert!(all.contains("<a href=\"https://chaski.example/web\""), "{all}");
}

#[test]
fn the_manifest_lists_exactly_the_files() {
    let pack = imported(&fixture("primeros-pasos"));
    let manifest = &pack.manifest;
    assert_eq!(manifest.files.len(), pack.files.len());
    for (listed, file) in manifest.files.iter().zip(&pack.files) {
        assert_eq!((&listed.sha256, &*listed.media_type), (&file.sha256, file.media_type));
        assert_eq!(listed.size_bytes, file.bytes.len() as u64);
    }
    assert_eq!(manifest.size_bytes, manifest.files.iter().map(|file| file.size_bytes).sum::<u64>());
    for (entry, lesson) in manifest.lessons.iter().zip(lessons(&pack)) {
        assert_eq!((&entry.id, entry.pages), (&lesson.id, lesson.pages.len()));
        let all = html(&lesson);
        assert_eq!(all.matches("<img ").count(), all.matches("/api/files/").count());
        for image in &entry.images {
            assert!(all.contains(image), "{image} is not shown");
            assert!(manifest.files.iter().any(|file| file.sha256 == *image));
        }
    }
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let (one, two) = (imported(&fixture("first-steps")), imported(&fixture("first-steps")));
    assert_eq!(one.manifest_json(), two.manifest_json());
    assert_eq!(one.files, two.files);
    assert_eq!(one.manifest.version.len(), 16);
    let other = Options { title: Some("Another".into()), ..Options::default() };
    let other = import(&fixture("first-steps"), &other).unwrap();
    assert_ne!(other.manifest.version, one.manifest.version);
}

#[test]
fn the_demonstration_courses_are_whole() {
    for (name, language) in [("primeros-pasos", "es"), ("first-steps", "en")] {
        let pack = imported(&fixture(name));
        assert_eq!(warnings(&pack), [] as [String; 0], "{name}");
        assert_eq!((&*pack.manifest.pack, &*pack.manifest.language), (name, language));
        assert_eq!(pack.manifest.lessons.len(), 7);
        assert!(pack.manifest.lessons.iter().all(|lesson| lesson.has_quiz && lesson.pages >= 3));
        assert!(pack.manifest.size_bytes < 200_000, "{}", pack.manifest.size_bytes);
    }
}

#[test]
fn without_a_summary_names_give_the_order() {
    let folder = Temp::new();
    folder.write("10-z.md", "# Diez");
    folder.write("2-a.md", "Sin título.\n\n{% include \"parts/x.md\" %}");
    folder.write("parts/x.md", "Una parte.");
    folder.write("tema/README.md", "# Tema");
    folder.write("tema/b.md", "# Dentro");
    folder.write("x.png", "");
    let pack = imported(folder.path());
    let listed: Vec<_> = pack.manifest.lessons.iter().map(|l| (&*l.title, l.level)).collect();
    assert_eq!(listed, [("2 a", 0), ("Diez", 0), ("Tema", 0), ("Dentro", 1)]);
}

#[test]
fn pages_are_comfortable() {
    let folder = Temp::new();
    let words = |count: usize| "palabra ".repeat(count);
    let long: String = (0..20).map(|_| format!("{}\n\n", words(60))).collect();
    folder.write(
        "a.md",
        &format!(
            "# T\n\nCorto.\n\n## Uno\n\n{}\n\n## Dos\n\n{}\n\n## Tres\n\n{long}",
            words(90),
            words(20)
        ),
    );
    let pack = imported(folder.path());
    let sizes: Vec<usize> = lessons(&pack)[0]
        .pages
        .iter()
        .map(|page| match page {
            Page::Text { html } => html.matches("palabra").count(),
            Page::Quiz { .. } => 0,
        })
        .collect();
    assert_eq!(sizes[0], 110, "short sections are joined: {sizes:?}");
    assert!(
        sizes[1..].iter().all(|size| (180..=360).contains(size)),
        "long ones are cut: {sizes:?}"
    );
}

#[test]
fn pack_json_speaks_for_the_folder() {
    let folder = Temp::new();
    folder.write("a.md", "# A");
    folder.write(
        "pack.json",
        "{\"id\":\"mio\",\"title\":\"Mío\",\"language\":\"quz\",\"licence\":\"CC0-1.0\",\"minutes\":{\"a.md\":7}}",
    );
    let pack = imported(folder.path());
    let manifest = &pack.manifest;
    assert_eq!((&*manifest.pack, &*manifest.title, &*manifest.language), ("mio", "Mío", "quz"));
    assert_eq!((manifest.licence.as_deref(), manifest.lessons[0].minutes), (Some("CC0-1.0"), 7));
    let options = Options { pack: Some("otro".into()), ..Options::default() };
    let other = import(folder.path(), &options).unwrap();
    assert_eq!(other.manifest.pack, "otro");
    assert_ne!(other.manifest.lessons[0].id, manifest.lessons[0].id);
}

#[test]
fn pictures_shrink_and_never_grow() {
    let folder = Temp::new();
    folder.write("a.md", "![ancha](ancha.png) ![punto](punto.png)");
    folder.write_bytes("ancha.png", &png(2160, 400));
    folder.write_bytes("punto.png", &png(1, 1));
    let pack = imported(folder.path());
    let all = html(&lessons(&pack)[0]);
    assert!(all.contains("alt=\"ancha\" width=\"1080\" height=\"200\""), "{all}");
    assert!(pack.pictures.packed_bytes <= pack.pictures.original_bytes);
    for file in pack.files.iter().filter(|file| file.media_type == "image/webp") {
        assert_eq!(&file.bytes[8..12], b"WEBP");
    }
}

/// The whole Spanish tutorial of Django Girls, 34 files and 5.6 MB of PNG.
#[test]
fn a_real_course_comes_through() {
    let shared = std::env::var_os("CHASKI_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let real = shared.unwrap_or(beside).join("data/djangogirls-es");
    if !real.is_dir() {
        println!("the real course is not here; the committed fixture is checked instead");
        assert_eq!(imported(&fixture("gitbook-shape")).manifest.lessons.len(), 3);
        return;
    }
    let pack = imported(&real);
    let lessons = lessons(&pack);
    assert_eq!(lessons.len(), 25);
    assert_eq!(pack.manifest.title, "Tutorial de Django Girls");
    assert_eq!(lessons[1].title, "Instalación");
    assert_eq!(pack.pictures.count, 48);
    assert!(pack.pictures.packed_bytes * 4 <= pack.pictures.original_bytes, "{:?}", pack.pictures);
    assert!(pack.warnings.len() <= 3, "{:?}", warnings(&pack));
    let mut literal = 0;
    for lesson in &lessons {
        let all = html(lesson);
        let prose = folder::without_code(&all);
        for mark in ["{%", "%}", "endsec", "ces--", "{{"] {
            assert!(!prose.contains(mark), "{mark} in {}:\n{prose}", lesson.title);
        }
        literal += all.matches("{% ").count();
        assert!(
            lesson.pages.iter().all(|page| matches!(page, Page::Text { html } if !html.is_empty()))
        );
    }
    // As many as the files themselves hold, marks of GitBook's not counted.
    assert_eq!(literal, 85, "template tags inside code");
}

#[test]
fn a_sec_may_stand_in_a_list() {
    let folder = Temp::new();
    folder.write(
        "a.md",
        "1. Paso\n   <!--sec data-title=\"x\" ces-->\n   texto\n\n   ```\n   cod\n   ```\n   <!--endsec-->\n2. Otro\n\n\
         > <!--sec data-title=\"y\" ces-->\n> z\n> <!--endsec-->\n",
    );
    let all = html(&lessons(&imported(folder.path()))[0]);
    assert!(
        all.contains(
            "<summary>x</summary>\n<p>texto</p>\n<pre><code>cod\n</code></pre>\n</details>"
        ),
        "{all}"
    );
    assert!(all.contains("<ol start=\"2\">\n<li>Otro</li>"), "{all}");
    assert!(!all.contains("<blockquote>\n</blockquote>"), "{all}");
}
