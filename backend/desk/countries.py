"""Names of countries and regions, as this office writes them."""

from functools import cache

from babel import Locale

# CLDR's names of these three are not the ones that stand on official paper.
_SET = {
    "TW": ("中国台湾", "Taiwan, China"),
    "HK": ("中国香港", "Hong Kong, China"),
    "MO": ("中国澳门", "Macao, China"),
}


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)


def country_names(code: str) -> tuple[str, str]:
    """Chinese and English name of an ISO 3166 alpha-2 code; the code itself where it has none."""
    if code in _SET:
        return _SET[code]
    return _territories("zh").get(code, code), _territories("en").get(code, code)
