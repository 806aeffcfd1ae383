from datetime import timedelta
from pathlib import Path

import pytest

from feeds.config import default_config, load_config
from feeds.errors import ConfigError
from feeds.settings import FeedSource, FolderSource, Hook, Http, PageSource, Select

SITE = '[site]\ntitle = "Veille"\nbase_url = "https://example.org/veille"\n'


@pytest.fixture
def write(tmp_path):
    def write(text, name="sources.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path, environ=None):
    with pytest.raises(ConfigError) as caught:
        load_config(path, environ or {})
    return caught.value.faults


def test_every_path_is_taken_from_the_files_own_folder(write, tmp_path, monkeypatch):
    path = write(SITE + '[[sources]]\nid = "a"\npath = "articles"\n')
    monkeypatch.chdir("/")

    config = load_config(path)

    assert config.site.output == tmp_path / "output"
    assert config.site.store == f"sqlite:///{tmp_path}/.rubrique/rubrique.db"
    assert config.sources == (FolderSource(id="a", path=tmp_path / "articles"),)


def test_a_base_url_ends_in_a_slash(write):
    config = load_config(write(SITE))

    assert config.site.base_url == "https://example.org/veille/"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://été.example/à/x", "https://xn--t-9fab.example/%C3%A0/x/"),
        ("HTTPS://Example.ORG:443/A", "https://example.org/A/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a/"),
    ],
)
def test_a_base_url_is_put_as_feeds_need_it(write, written, read):
    config = load_config(write(f'[site]\ntitle = "x"\nbase_url = "{written}"\n'))

    assert config.site.base_url == read


def test_a_source_has_its_own_rhythm_or_none(write):
    config = load_config(
        write(
            SITE
            + '[[sources]]\nid = "a"\nurl = "https://a.example/"\n'
            + '[[sources]]\nid = "b"\nurl = "https://b.example/"\nevery = "1d"\nallow_private = true\n'
        )
    )

    assert config.sources == (
        FeedSource(id="a", url="https://a.example/"),
        FeedSource(id="b", url="https://b.example/", every=timedelta(days=1), allow_private=True),
    )


def test_categories_left_out_are_the_shipped_ones(write):
    config = load_config(write(SITE))

    assert [(c.key, c.label) for c in config.categories] == [
        ("ia", "IA"),
        ("startups", "Startups"),
        ("marketing", "Marketing"),
    ]


def test_a_category_needs_only_a_name(write):
    config = load_config(write(SITE + "[categories.villes-durables]\n"))

    assert [(c.key, c.label, c.keywords) for c in config.categories] == [("villes-durables", "Villes durables", ())]


def test_secrets_come_from_the_environment(write):
    path = write(SITE + '[[sources]]\nid = "a"\nurl = "https://a.example/?key=${FEED_KEY}"\n')

    config = load_config(path, {"FEED_KEY": "s3cret"})

    assert config.sources[0].url == "https://a.example/?key=s3cret"


def test_what_opens_a_source_is_read_and_never_shown(write):
    path = write(
        SITE + '[[sources]]\nid = "a"\nurl = "https://a.example/"\nuser = "me"\npassword = "${PASS}"\n'
        'headers = { X-Key = "${KEY}" }\n[[sources]]\nid = "b"\nurl = "https://b.example/"\ntoken = "${KEY}"\n'
    )

    config = load_config(path, {"PASS": "s3cret", "KEY": "k3y"})

    first, second = config.sources
    assert (first.access.user, first.access.password, first.access.headers) == ("me", "s3cret", (("X-Key", "k3y"),))
    assert second.access.token == "k3y"
    assert "s3cret" not in repr(config)
    assert "k3y" not in repr(config)


def test_a_page_is_a_source_with_what_is_to_be_selected(write):
    config = load_config(
        write(
            SITE + '[[sources]]\nid = "a"\npage = "https://a.example/blog/"\nfulltext = true\n'
            'select = { list = "li.post", date = "time" }\n'
            '[[sources]]\nid = "b"\npage = "https://b.example/api?key=${KEY}"\nselect.list = "data.0.posts"\n'
        ),
        {"KEY": "k3y"},
    )

    first, second = config.sources
    assert first == PageSource(
        id="a", url="https://a.example/blog/", fulltext=True, select=Select(list="li.post", date="time")
    )
    assert (second.url, second.select, second.is_public) == (
        "https://b.example/api?key=k3y",
        Select(list="data.0.posts"),
        False,
    )


def test_a_password_in_an_address_is_taken_out_of_it(write):
    config = load_config(write(SITE + '[[sources]]\nid = "a"\nurl = "https://me:p%40ss@a.example/feed"\n'))

    [source] = config.sources
    assert (source.url, source.access.user, source.access.password) == ("https://a.example/feed", "me", "p@ss")


def test_a_proxy_and_certificates_are_for_all(write, tmp_path):
    config = load_config(write(SITE + '[http]\nproxy = "http://proxy.example:3128"\nca_file = "ca.pem"\n'))

    assert config.http == Http("http://proxy.example:3128", tmp_path / "ca.pem")


@pytest.mark.parametrize("key", ["password", "token", "title", "url"])
def test_a_secret_that_is_not_utf_8_is_a_fault(write, key):
    lines = {"user": "me", "password": "x"} if key == "password" else {}
    lines = {"url": "https://a.example/"} | lines | {key: "https://a.example/${KEY}"}
    path = write(SITE + '[[sources]]\nid = "a"\n' + "".join(f'{name} = "{value}"\n' for name, value in lines.items()))

    said = faults(path, {"KEY": "s3cret\udcff"})

    assert any("${KEY} is not UTF-8 in [[sources]] 1, line" in fault and "set KEY to text" in fault for fault in said)
    assert "s3cret" not in "".join(said)


def test_a_token_is_one_line(write):
    path = write(SITE + '[[sources]]\nid = "a"\nurl = "https://a.example/"\ntoken = "${KEY}"\n')

    [fault] = faults(path, {"KEY": "s3cret\n"})

    assert fault == (
        'sources.toml: `token` cannot be "${KEY}" in [[sources]] 1, line 7: one line of printable ASCII is needed'
    )


def test_a_secret_is_not_in_a_fault(write):
    path = write(SITE + '[[sources]]\nid = "a"\nurl = "${FEED_KEY}"\n')

    [fault] = faults(path, {"FEED_KEY": "s3cret"})

    assert fault.startswith('sources.toml: `url` cannot be "${FEED_KEY}" in [[sources]] 1, line 6: an absolute address')


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        (
            '[[sources]]\nid = "a"\npath = "x"\nfulltext = true',
            "`fulltext` is for a url in [[sources]] 1, line 7: remove it",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/"\nuser = "me"',
            "`password` is missing beside `user` in [[sources]] 1, line 7: give both, or neither",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/"\nuser = "me"\npassword = "x"\ntoken = "t"',
            "`token` and `user` are both given in [[sources]] 1, line 9: keep the one that the server asks for",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/"\nheaders = { Host = "b.example" }',
            '`Host` cannot be "b.example" in [[sources]] 1, line 7: the name of a header '
            "that we do not write is needed, such as X-Api-Key",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/"\nheaders = { X-A = "a\\nb" }',
            '`X-A` cannot be "a\nb" in [[sources]] 1, line 7: one line of printable ASCII is needed',
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\ncategoires = ["ia"]',
            "unknown key `categoires` in [[sources]] 1, line 7: did you mean `categories`?",
        ),
        (
            '[[notify]]\nid = "a"\n',
            "`url` or `command` is missing in [[notify]] 1, line 4: "
            "give exactly one: url for a webhook, command for a program",
        ),
        (
            '[[notify]]\nid = "a"\nurl = "https://x.example/"\ncommand = ["tell"]',
            "`url` and `command` are both given in [[notify]] 1, line 6: "
            "give exactly one: url for a webhook, command for a program",
        ),
        (
            '[[notify]]\nid = "a"\ncommand = ["tell"]\nsecret = "x"',
            "`secret` is for a url in [[notify]] 1, line 7: remove it",
        ),
        (
            '[[notify]]\nid = "a"\ncommand = []',
            "`command` cannot be [] in [[notify]] 1, line 6: one at least is needed",
        ),
        (
            '[[notify]]\nid = "a"\nurl = "https://x.example/"\ncategories = ["startup"]',
            "unknown category `startup` in [[notify]] 1, line 7: did you mean `startups`?",
        ),
        (
            '[[sources]]\nid = "colle"\npath = "x"\n[[notify]]\nid = "a"\ncommand = ["x"]\nsources = ["cole"]',
            "unknown source `cole` in [[notify]] 1, line 10: did you mean `colle`?",
        ),
        (
            '[[notify]]\nid = "a"\ncommand = ["x"]\n[[notify]]\nid = "a"\ncommand = ["y"]',
            '`id` cannot be "a" in [[notify]] 2, line 8: [[notify]] 1 has it: choose another',
        ),
        (
            '[[notify]]\nid = "a"\nurl = "https://x.example/"\nsecret = "whsec_?"',
            '`secret` cannot be "whsec_?" in [[notify]] 1, line 7: base64 is needed after whsec_',
        ),
        (
            "[zzz]",
            "unknown key `zzz`, line 4: it may be `site`, `http`, `schedule`, `categories`, `sources`, `notify`",
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\n[[sources]]\nid = "a"\npath = "y"',
            '`id` cannot be "a" in [[sources]] 2, line 8: [[sources]] 1 has it: choose another',
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\nhints = ["startup"]',
            "unknown category `startup` in [[sources]] 1, line 7: did you mean `startups`?",
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\nhints = ["zebra"]',
            "unknown category `zebra` in [[sources]] 1, line 7: add [categories.zebra], or remove it here",
        ),
        (
            "[categories.archive]",
            "a category cannot be called `archive` in [categories], line 4: "
            "output/ has a file of that name: choose another",
        ),
        (
            '[[sources]]\nid = "a"',
            "`path`, `url`, `page` or `opml` is missing in [[sources]] 1, line 4: "
            "give exactly one: path for files, url for a feed, page for a page without one, opml for a list of feeds",
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\nurl = "https://a.example/"',
            "`path` and `url` are both given in [[sources]] 1, line 7: "
            "give exactly one: path for files, url for a feed, page for a page without one, opml for a list of feeds",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/"\npage = "https://a.example/"',
            "`url` and `page` are both given in [[sources]] 1, line 7: "
            "give exactly one: path for files, url for a feed, page for a page without one, opml for a list of feeds",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/"\nselect = { list = "li" }',
            "`select` is for a page in [[sources]] 1, line 7: remove it",
        ),
        (
            '[[sources]]\nid = "a"\npage = "https://a.example/"\nhistory = 2',
            "`history` is for a url in [[sources]] 1, line 7: remove it",
        ),
        (
            '[[sources]]\nid = "a"\npage = "https://a.example/"\nselect = { list = "li", lnk = "a" }',
            "unknown key `lnk` in [[sources]] 1, line 7: did you mean `link`?",
        ),
        (
            '[[sources]]\nid = "a"\npage = "https://a.example/"\n[sources.select]\nlist = "li"\ntitle = "h2 >> a"',
            '`title` cannot be "h2 >> a" in [[sources]] 1, line 9: a CSS selector is needed, such as article.post, '
            "or a dotted path of JSON, such as data.posts",
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\nallow_private = true',
            "`allow_private` is for a url in [[sources]] 1, line 7: remove it",
        ),
        (
            '[[sources]]\nid = "Été"\npath = "x"',
            '`id` cannot be "Été" in [[sources]] 1, line 5: only a-z, 0-9 and inner hyphens are allowed',
        ),
        (
            '[[sources]]\nid = "a"\nurl = "file:///etc/passwd"',
            '`url` cannot be "file:///etc/passwd" in [[sources]] 1, line 6: '
            "an absolute address is needed, such as https://example.org/feed.xml",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://[::1/"',
            '`url` cannot be "https://[::1/" in [[sources]] 1, line 6: '
            "an absolute address is needed, such as https://example.org/feed.xml",
        ),
        (
            '[schedule]\nevery = "soon"',
            '`every` cannot be "soon" in [schedule], line 5: a duration is needed, such as "30m", "2h" or "1d"',
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/f"\nevery = "1h"\ncron = "0 6 * * *"',
            "`cron` and `every` are both given in [[sources]] 1, line 8: keep one: hours, or a time between",
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\ncron = "0 6 * * *"',
            "`cron` is for a url in [[sources]] 1, line 7: remove it",
        ),
        (
            '[[sources]]\nid = "a"\nurl = "https://a.example/f"\ncron = "0 0 31 2 *"',
            '`cron` cannot be "0 0 31 2 *" in [[sources]] 1, line 7: five fields of cron are needed, such as '
            '"*/20 6-22 * * *": there is no such day in any year',
        ),
        (
            '[schedule]\ncron = "* *"',
            '`cron` cannot be "* *" in [schedule], line 5: five fields of cron are needed, such as "*/20 6-22 * * *"',
        ),
        (
            '[[sources]]\nid = "a"\npath = "x"\npublish = "some"',
            "`publish` cannot be \"some\" in [[sources]] 1, line 7: it may be 'full', 'summary' or 'link'",
        ),
        (
            '[categories.x]\nkeywords = "one"',
            '`keywords` cannot be "one" in [categories.x], line 5: a list is needed, such as ["…"]',
        ),
        (
            "[categories.x]\nkeywords = [3]",
            "`keywords` cannot be 3 in [categories.x], line 5: text in quotes is needed",
        ),
    ],
)
def test_a_fault_names_the_place_the_line_and_the_remedy(write, added, fault):
    path = write(SITE + added + "\n")

    assert faults(path) == (f"sources.toml: {fault}",)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            'drop = [{ titel = "x" }]',
            "unknown key `titel` in [site], line 4: did you mean `title`?",
        ),
        (
            'drop = [{ reason = "x" }]',
            '`drop` cannot be { reason = "x" } in [site], line 4: a field to look at is needed, such as title = "IA"',
        ),
        (
            'keep = [{ title = "/(?=x)/" }]',
            '`title` cannot be "/(?=x)/" in [site], line 4: between slashes a pattern of RE2 is needed, '
            "and (?=x) is none: invalid perl operator: (?=",
        ),
        (
            'drop = [{ age = "30" }]',
            '`age` cannot be "30" in [site], line 4: a duration is needed, such as "30m", "2h" or "1d"',
        ),
        (
            'remove = ["p["]',
            '`remove` cannot be "p[" in [site], line 4: a CSS selector is needed, such as .newsletter or aside > p',
        ),
        (
            'replace = [{ find = "/a(b)/", by = "\\\\2" }]',
            '`replace` cannot be { find = "/a(b)/", by = "\\2" } in [site], line 4: the pattern has 1 group in '
            "parentheses: `by` may name no other",
        ),
        ('cut_title = [""]', '`cut_title` cannot be "" in [site], line 4: some text is needed'),
        (
            'hook = "clean.py"',
            '`hook` cannot be "clean.py" in [site], line 4: a function, such as "my_site:clean", or a command, '
            'such as ["sh", "clean.sh"], is needed',
        ),
        ("hook = []", "`hook` cannot be [] in [site], line 4: a command needs a word at least"),
        ("window = 0", "`window` cannot be 0 in [site], line 4: 1 or more is needed"),
        ("window = 5000", "`window` cannot be 5000 in [site], line 4: 1000 or less is needed"),
        ('window = "9"', '`window` cannot be "9" in [site], line 4: a whole number is needed'),
        (
            'store = "mysql://x"',
            '`store` cannot be "mysql://x" in [site], line 4: '
            "sqlite:///FILE or postgresql://USER@HOST/DATABASE is needed",
        ),
        (
            'timezone = "Mars/Base"',
            '`timezone` cannot be "Mars/Base" in [site], line 4: a time zone\'s name is needed, such as Europe/Paris',
        ),
        (
            'language = "français"',
            '`language` cannot be "français" in [site], line 4: a language tag is needed, such as fr or en-GB',
        ),
        ("window = true", "`window` cannot be true in [site], line 4: a whole number is needed"),
        ("window = 2026-01-31", "`window` cannot be 2026-01-31 in [site], line 4: a whole number is needed"),
        (
            'output = "a\\u0000b"',
            '`output` cannot be "a\0b" in [site], line 4: a path is needed: no file has a NUL character in its name',
        ),
        (
            'output = "~nobody-of-that-name/x"',
            '`output` cannot be "~nobody-of-that-name/x" in [site], line 4: '
            "a path is needed: there is no such home folder",
        ),
        (
            'store = "sqlite:///a\\u0000b"',
            '`store` cannot be "sqlite:///a\0b" in [site], line 4: '
            "sqlite:///FILE or postgresql://USER@HOST/DATABASE is needed",
        ),
        (
            'output = "."',
            "the output folder is too wide in [site], line 4: "
            "sources.toml lies in it, and would be served to everyone: name another folder",
        ),
        (
            'output = ".rubrique"',
            "the output folder is too wide in [site], line 4: "
            "the store lies in it, and would be served to everyone: name another folder",
        ),
        ('author = "${NOBODY}"', "${NOBODY} is not set in [site], line 4: set NOBODY in the environment"),
    ],
)
def test_a_fault_of_the_site_names_the_line(write, line, fault):
    assert faults(write(SITE + line + "\n")) == (f"sources.toml: {fault}",)


def test_a_file_without_a_site_says_what_to_add(write):
    assert faults(write("")) == ("sources.toml: `site` is missing: add a [site] table with title and base_url",)


def test_all_faults_come_at_once_in_the_order_of_lines(write):
    path = write(
        '[site]\ntitel = "x"\nbase_url = "example.org"\n[categories.all]\n'
        '[[sources]]\nid = "a"\npath = "x"\ncategories = ["ai"]\n[[sources]]\nid = "a"\nurl = 3\n'
    )

    found = faults(path)

    assert [fault.split(", line ")[1].split(":")[0] for fault in found] == ["1", "2", "3", "4", "8", "10", "11"]


def test_what_is_not_toml_is_named_with_its_line_and_its_remedy(write):
    fault = 'not valid TOML: Invalid value (at line 2, column 9): a text needs quotes: title = "Veille"'

    assert faults(write("[site]\ntitle = Veille tech\n")) == (f"sources.toml: {fault}",)


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_bytes(b'title = "\xe9"')

    assert faults(path) == ("sources.toml: byte 9 is not UTF-8: save the file as UTF-8",)


def test_a_missing_file_says_where_one_is_looked_for(tmp_path):
    [fault] = faults(tmp_path / "none.toml")

    assert fault.endswith("none.toml: there is no such file: give its path with --config, or in $RUBRIQUE_CONFIG")


def test_a_folder_in_its_place_is_named(tmp_path):
    [fault] = faults(tmp_path)

    assert fault.endswith("cannot be read: Is a directory")


def test_without_a_file_there_are_the_shipped_categories_and_no_source(tmp_path):
    config = default_config(tmp_path)

    assert [c.key for c in config.categories] == ["ia", "startups", "marketing"]
    assert config.sources == ()


def test_a_source_is_found_by_its_id(write):
    config = load_config(write(SITE + '[[sources]]\nid = "a"\npath = "x"\n'))

    assert config.source("a") is config.sources[0]
    assert config.source("b") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("a = " + "[" * 3000 + "]" * 3000, "not valid TOML: nested too deeply", id="lists"),
        pytest.param(
            ".".join("a" * 3000) + " = 1", "nested too deeply: no key is more than four levels down", id="keys"
        ),
        pytest.param("a = " + "9" * 5000, "not valid TOML: Exceeds the limit", id="a number"),
    ],
)
def test_what_breaks_a_reader_is_a_fault(write, text, fault):
    [found] = faults(write(text))

    assert found.startswith(f"sources.toml: {fault}")


def test_a_file_without_end_is_a_fault():
    assert faults(Path("/dev/zero")) == ("zero: over 50000000 bytes: is it the right file?",)


@pytest.mark.parametrize("path", ["output", ".", "output/articles"])
def test_what_is_published_is_not_a_source(write, path):
    [fault] = faults(write(SITE + f'[[sources]]\nid = "a"\npath = "{path}"\n'))

    assert fault == (
        f'sources.toml: `path` cannot be "{path}" in [[sources]] 1, line 6: it shares files with the output folder, '
        "and we would read what we publish: keep them apart"
    )


@pytest.mark.parametrize(
    "address", ["https://u:pass@e.example/", "https://e.example/\\u0001", "https://e.example/\\\\a", "https://.../"]
)
def test_a_base_url_is_fit_to_be_published(write, address):
    [fault] = faults(write(f'[site]\ntitle = "x"\nbase_url = "{address}"\n'))

    assert "`base_url` cannot be" in fault


def test_an_address_from_the_environment_is_secret(write):
    path = write(
        SITE
        + '[[sources]]\nid = "a"\nurl = "https://a.example/${FEED_KEY}"\n'
        + '[[sources]]\nid = "b"\nurl = "https://b.example/"\n'
    )

    config = load_config(path, {"FEED_KEY": "s3cret"})

    assert [source.is_public for source in config.sources] == [False, True]


def test_a_hook_hears_of_everything_unless_it_says_what(write):
    path = write(SITE + '[[notify]]\nid = "salon"\nurl = "https://chat.example/?k=${KEY}"\nsecret = "${SECRET}"\n')

    [hook] = load_config(path, {"KEY": "k1", "SECRET": "s1"}).hooks

    assert hook == Hook("salon", url="https://chat.example/?k=k1", secret="s1")
    assert (hook.on, hook.categories, hook.sources) == (("entries", "outages"), (), ())


def test_what_opens_a_hook_is_in_no_repr(write):
    path = write(SITE + '[[notify]]\nid = "salon"\nurl = "https://chat.example/${KEY}"\nsecret = "${SECRET}"\n')

    config = load_config(path, {"KEY": "k1key", "SECRET": "s1secret"})

    assert not [word for word in ("k1key", "s1secret") if word in repr(config) + repr(config.hooks)]
