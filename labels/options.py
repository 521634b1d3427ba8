"""The options of `python -m labels`, and the help it gives about them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from labels import face as faces
from labels import issue
from labels.cells import date_of
from labels.errors import LabelError
from labels.issue import Range
from labels.job import FORMATS, Job
from labels.qr import DPI
from labels.sheet import FACES_A_CRATE
from labels.stock import STOCKS, stock_of

BEIJING = timezone(timedelta(hours=8))


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m labels",
        description="检验检疫专用标识：生成密钥、打印、识读，无需服务器。"
        " Special labels: make keys, print, read; no server needed.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="命令 COMMAND")
    _sheet_options(
        commands.add_parser(
            "sheet",
            help="为已放行的货物打印标识 print labels for released crates",
            description="每行一箱，列名见 docs/label-rows.md。每箱两面，内容相同。"
            " One crate a row, columns as in docs/label-rows.md. Two equal faces a crate.",
        )
    )
    add_tools(commands)
    return top


def add_tools(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> list[argparse.ArgumentParser]:
    """Add what is the same with and without a server: keys, test prints, reading."""
    keygen = commands.add_parser("keygen", help="生成口岸密钥 make a port's key")
    keygen_options(keygen)
    test = commands.add_parser(
        "test",
        help="打印机测试页 a test print for setting up a printer",
        description="标尺、线条、浓淡与可识读的二维码，用于调整打印机。"
        " Rulers, lines, shades and a readable code, for setting up a printer.",
    )
    _test_options(test)
    read = commands.add_parser(
        "read",
        help="识读并核验标识 read labels and say whether they are genuine",
        description="退出码 0：全部有效；1：有的无效；2：无法识读。"
        " Exit status 0: all valid; 1: some are not; 2: nothing could be read.",
    )
    _read_options(read)
    return [keygen, test, read]


def keygen_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="KEY.pem",
        help="私钥文件 file for the private key",
    )
    passphrase_option(parser)
    parser.add_argument(
        "--no-passphrase",
        action="store_true",
        help="不设口令（不推荐） without a passphrase (not advised)",
    )


def passphrase_option(parser: argparse.ArgumentParser) -> None:
    """Where the passphrase of a key file is read from."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="口令文件，缺省用环境变量、systemd 凭据或当场输入"
        " file with the passphrase; else the environment, systemd's credential, or asked for",
    )


def offline_options(parser: argparse.ArgumentParser) -> None:
    """Issuing from numbers that the office reserved, while there is no line to it."""
    add = parser.add_argument
    add(
        "--range",
        type=range_of,
        metavar="RANGE",
        help="断网签发：办公室预留的号段 numbers reserved by the office: DAL13-000500-000599",
    )
    add(
        "--issues",
        type=Path,
        default=Path("issued"),
        metavar="FOLDER",
        help="签发文件的文件夹 folder of the issue files, with --range (default: ./issued)",
    )
    add("--again", action="store_true", help="补打已签发的箱 print again what was issued")


def _sheet_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("rows", type=Path, metavar="ROWS.csv", help="货物清单 list of crates (UTF-8, GB18030)")
    add(
        "--key", type=Path, required=True, metavar="KEY.pem", help="口岸私钥 the port's private key"
    )
    add(
        "--host", required=True, help="二维码中的主机名 host in the code, e.g. greenlane.example.cn"
    )
    add("--first-serial", type=int, metavar="N", help="首个流水号 first serial of this run")
    add("--port", type=_port, help="口岸，只打印该口岸的行 print only this port's rows, e.g. DAL")
    add("--issued", type=_day, default=_today(), help="签发日期，默认今天 date of issue (today)")
    add("--valid-until", type=_day, help="有效期至（含当日） last day on which they are valid")
    add("--officer", default="", help="签发人，缺省留签字线 officer; else a line to sign on")
    passphrase_option(parser)
    offline_options(parser)
    add("--title", default=faces.TITLE_ZH, help="中文标题 title in Chinese")
    add("--title-en", default=faces.TITLE_EN, help="英文标题 title in English")
    output_options(parser)


def _test_options(parser: argparse.ArgumentParser) -> None:
    printer_options(parser)


def output_options(parser: argparse.ArgumentParser) -> None:
    """How labels are printed and where they go; `job_of` reads these again."""
    add = parser.add_argument
    add("--copies", type=int, choices=(1, 2, 3, 4), default=FACES_A_CRATE, help="每箱面数 faces")
    add("--start-at", type=int, default=1, metavar="K", help="从第几个空位开始 first free place")
    add("--check", action="store_true", help="打印前逐个读回二维码 read every code back first")
    printer_options(parser)


def printer_options(parser: argparse.ArgumentParser) -> None:
    """The printer and the way to it."""
    add = parser.add_argument
    add("--stock", default="100x150", help="标签纸 paper: " + "; ".join(_stocks()))
    add("--dpi", type=int, choices=DPI, default=300, help="打印机分辨率 of the printer (300)")
    add(
        "--format",
        choices=FORMATS,
        default="pdf",
        help="输出格式 pdf; zpl (Zebra), tspl (TSC), png",
    )
    add("--out", type=Path, metavar="FILE", help="输出文件 file to write")
    add("--send", metavar="HOST[:PORT]", help="直接发送到打印机 straight to a printer, port 9100")
    add("--queue", metavar="NAME", help="CUPS 打印队列 a print queue")


def job_of(given: argparse.Namespace) -> Job:
    """The run that was asked for. Raises LabelError for what does not go together."""
    job = Job(
        stock=stock_of(given.stock),
        format=given.format,
        dpi=given.dpi,
        copies=getattr(given, "copies", 1),
        start_at=getattr(given, "start_at", 1),
        out=given.out,
        send=given.send,
        queue=given.queue,
    )
    job.check()
    return job


def _read_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("code", metavar="IMAGE|PDF|TOKEN", help="图片、PDF、网址或令牌 picture, PDF, URL or token")
    add(
        "--trust",
        action="append",
        required=True,
        metavar="[PORT=]KEY.pub.pem",
        help="可信公钥，可重复，可注明口岸 key to trust, repeatable, with its port",
    )
    add("--port", type=_port, help="未注明口岸的公钥属于该口岸 port of the keys without one")
    add(
        "--today",
        type=_day,
        default=_today(),
        help="按哪一天判断，默认今天 day to judge by (today)",
    )


def _stocks() -> Iterator[str]:
    for stock in STOCKS.values():
        yield f"{stock.name} {stock.about}"


def _today() -> date:
    return datetime.now(UTC).astimezone(BEIJING).date()


def _day(text: str) -> date:
    day = date_of(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期 is no date (2013-05-10)")
    return day


def range_of(text: str) -> Range:
    """A reserved range, as argparse reads it."""
    try:
        return issue.range_of(text)
    except LabelError as error:
        raise argparse.ArgumentTypeError(f"{error.zh} {error.en}") from None


def _port(text: str) -> str:
    code = text.strip().upper()
    return code.removeprefix("CN") if len(code) == 5 else code
