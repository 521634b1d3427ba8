"""What the public status page says, as (Chinese, English). The words never accuse anybody."""

from typing import Final

Words = tuple[str, str]

ADVICE: Final[dict[str, Words]] = {
    "valid": (
        "本标识由检验检疫机构签发。请核对下列内容与箱上所印是否一致。",
        "The quarantine office issued this label. Compare what follows with the crate.",
    ),
    "unpacked": (
        "本标识由检验检疫机构签发，该箱已拆包查验。",
        "The quarantine office issued this label, and the crate has been unpacked since.",
    ),
    "not_listed": (
        "签名有效，但系统中尚无此标识的记录。请向检验检疫机构核实。",
        "The signature holds, but this label is not on record yet. Please ask the office.",
    ),
    "key_unknown": (
        "签发密钥未收录，无法核实本标识。请向检验检疫机构核实。",
        "The key of this label is not on record, so it cannot be checked. Please ask the office.",
    ),
    "expired": (
        "标识已超过有效期。请向检验检疫机构核实。",
        "This label is past its last day. Please ask the office.",
    ),
    "seen_elsewhere": (
        "同一标识号另有登记，内容不同。请勿拆箱，向检验检疫机构核实。",
        (
            "This number is on record with other particulars. Leave the crate closed and ask the "
            "office."
        ),
    ),
    "wrong_destination": (
        "标识上的目的地与登记不符。请勿拆箱，向检验检疫机构核实。",
        (
            "The destination differs from the one on record. Leave the crate closed and ask the "
            "office."
        ),
    ),
    "void": (
        "该标识已作废，不再有效。请勿拆箱，联系检验检疫机构。",
        "This label no longer counts. Leave the crate closed and call the office.",
    ),
    "replaced": (
        "该标识已换发新号。请查看箱上的新标识。",
        "This label has been replaced. Look for the new one on the crate.",
    ),
    "signature_failed": (
        "未能核实本标识。请重扫箱上另一面；仍不通过请勿拆箱，联系检验检疫机构。",
        (
            "This label could not be verified. Scan the other face; if that fails too, leave the "
            "crate closed and call the office."
        ),
    ),
    "not_ours": (
        "这个二维码不是检验检疫专用标识，或没有读全。请重扫。",
        "This code is not a special label, or it was not read in full. Please scan again.",
    ),
}
TYPED: Final[Words] = (
    "按标识号查得，未核对标识本身。请再扫描二维码，并核对箱上所印内容。",
    (
        "Found by its number; the label itself was not checked. Scan its code as well, and compare "
        "it with the crate."
    ),
)
ALSO: Final[Words] = ("另外", "Also")
NOTES: Final[Words] = ("说明", "Notes")
CLAIMED: Final[Words] = ("标识所载内容", "What the label says")
NOTE_FUTURE: Final[Words] = ("签发日期晚于今天", "Issued later than today")

# In broad terms on purpose: what was found in a crate is for those whom it concerns.
STATES: Final[dict[str, Words]] = {
    "declared": ("已报检", "Declared"),
    "accepted": ("已受理", "Accepted"),
    "held": ("口岸手续办理中", "Formalities at the port are under way"),
    "labelled": ("口岸办理放行", "Being released at the port"),
    "port_released": ("口岸已放行", "Released at the port"),
    "in_transit": ("运往展会途中", "On its way to the expo"),
    "arrived": ("已到园，等待查验", "At the expo, waiting to be inspected"),
    "inspecting": ("查验中", "Being inspected"),
    "laboratory": ("检验检疫手续办理中", "Quarantine formalities are under way"),
    "treatment": ("检验检疫手续办理中", "Quarantine formalities are under way"),
    "isolation": ("检验检疫手续办理中", "Quarantine formalities are under way"),
    "rejected": ("检验检疫手续办理中", "Quarantine formalities are under way"),
    "released": ("已放行", "Released"),
    "displayed": ("展出中", "On display"),
    "closed": ("已办结", "Closed"),
}
ROWS: Final[dict[str, Words]] = {
    "number": ("标识号", "Label"),
    "crate": ("箱号", "Crate"),
    "goods": ("货物", "Goods"),
    "hs": ("HS 编码", "HS code"),
    "origin": ("原产国（地区）", "Origin"),
    "port": ("口岸", "Port"),
    "destination": ("目的地", "Destination"),
    "valid_until": ("有效期至", "Valid until"),
    "state": ("状态", "State"),
}
UNKNOWN: Final[tuple[Words, Words]] = (
    ("查无此标识号", "No such label"),
    (
        "号码写法正确，但没有签发过。请与箱上所印逐位核对，或联系检验检疫机构。",
        (
            "The number is well formed, but no label was issued under it. Compare it with the "
            "crate, or ask the office."
        ),
    ),
)
MISTYPED: Final[tuple[Words, Words]] = (
    ("标识号有误", "Number mistyped"),
    (
        (
            "校验位不符，有一位输错或两位颠倒。"
            "请逐位核对，尤其 0 与 O、1 与 I、2 与 Z、5 与 S、8 与 B。"
        ),
        (
            "Its check character does not fit: one character is wrong or two are swapped. Compare "
            "it with the label, above all 0/O, 1/I, 2/Z, 5/S and 8/B."
        ),
    ),
)
MALFORMED: Final[tuple[Words, Words]] = (
    ("不是标识号", "Not a label number"),
    (
        "标识号为三位口岸代码、两位年份、六位流水号和一位校验位，如 DAL13-000123-D。",
        (
            "A label number has a port of three characters, a year of two digits, a serial of six "
            "and a check character, such as DAL13-000123-D."
        ),
    ),
)
BUSY: Final[tuple[Words, Words]] = (
    ("查询过于频繁", "Too many requests"),
    ("请在一分钟后再试。", "Please try again in a minute."),
)
ASK: Final[tuple[Words, Words]] = (
    ("查询专用标识", "Look up a special label"),
    (
        "扫描箱上的二维码，或输入标识号。",
        "Scan the code on the crate, or type the number of its label.",
    ),
)
ANOTHER: Final[Words] = ("查询其他标识", "Look up another label")
FIELD: Final[Words] = ("标识号", "Label number")
SEARCH: Final[Words] = ("查询", "Look up")
CONTACT: Final[Words] = ("如有疑问，请致电", "Questions? Call")
CHECKED: Final[Words] = ("查询时间（北京时间）", "Checked, Beijing time")
CRATE_OF: Final[Words] = ("第 {n} 箱，共 {of} 箱", "{n} of {of}")
STAND: Final[Words] = ("展位 {code}", "Stand {code}")
GOODS_CLASS: Final[dict[str, Words]] = {
    "plants": ("植株苗木", "Plants"),
    "bulbs": ("种球", "Bulbs"),
    "seeds": ("种子", "Seeds"),
    "cut_flowers": ("切花", "Cut flowers"),
    "plant_products": ("植物产品", "Plant products"),
    "wood_packaging": ("木质包装", "Wood packaging"),
    "growing_media": ("栽培介质", "Growing media"),
    "food": ("食品", "Food"),
    "animals": ("动物", "Animals"),
    "ordinary": ("一般展品", "Ordinary exhibits"),
}
