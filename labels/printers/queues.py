"""Queues of CUPS, by way of its own commands `lp` and `lpstat`.

Guarantees: nothing waits without end; a queue that is not there, takes no jobs or is stopped is not
handed one, and what it says of itself is passed on. A job is followed until the printer has it, the
queue stops over it, or it has waited for some time, and which of these it was is said.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import time
from typing import NamedTuple

from labels.errors import PrinterError

FOLLOW_S = 10.0
_COMMAND_S = 60.0
_LOOK_AGAIN_S = 0.1
_JOB = re.compile(r"request id is (\S+)")
_DISABLED = re.compile(r"^printer \S+ disabled since ", re.MULTILINE)
_REJECTING = re.compile(r"^\S+ not accepting requests since ", re.MULTILINE)
_STATUS = re.compile(r"^\s+Status:(.*)$", re.MULTILINE)


class Said(NamedTuple):
    """What a command of CUPS wrote, and whether it succeeded."""

    text: str
    ok: bool


def probe(name: str) -> None:
    """Raise PrinterError where the queue is not there, takes no jobs or is stopped."""
    _must_be_a_name(name)
    taking = _ask(name, "lpstat", "-a", name)
    if not taking.ok:
        raise PrinterError(
            f"没有打印队列 {name}，或打印服务（CUPS）没有运行：{taking.text}。"
            "请用 lpstat -a 查看有哪些队列，并核对设置。",
            f"There is no queue {name}, or CUPS does not run: {taking.text}. See with lpstat -a "
            "which queues there are, and compare the settings.",
        )
    if _REJECTING.search(taking.text):
        why = _reason(taking.text)
        raise PrinterError(
            f"打印队列 {name} 不接受任务：{why}。请用 cupsaccept {name} 开启后重试；"
            "什么都没有发送。",
            f"The queue {name} takes no jobs: {why}. Open it with cupsaccept {name} and try again; "
            "nothing was sent.",
        )
    stopped = _stopped(name)
    if stopped is not None:
        raise PrinterError(
            f"打印队列 {name} 已停用：{stopped}。请检查打印机，用 cupsenable {name} 启用后重试；"
            "什么都没有发送。",
            f"The queue {name} is stopped: {stopped}. See to the printer, start it with cupsenable "
            f"{name} and try again; nothing was sent.",
        )


def send(name: str, data: bytes, *, raw: bool, title: str = "Greenlane") -> tuple[str, str]:
    """Hand a file to a queue and follow it; what became of it: zh, en. Raises PrinterError.

    `raw`: it is in the language of the printer already, to be passed on as it is.
    """
    probe(name)
    option = "raw" if raw else "print-scaling=none"
    said = _ask(name, "lp", "-d", name, "-t", title, "-o", option, data=data)
    if not said.ok:
        raise PrinterError(
            f"打印队列 {name} 拒绝了任务：{said.text}",
            f"The queue {name} refused the job: {said.text}",
        )
    job = _JOB.search(said.text)
    return _followed(name, job[1]) if job else (said.text, said.text)


def _followed(name: str, job: str) -> tuple[str, str]:
    """Wait until a job has left its queue, which for all that CUPS tells is to the printer, or
    because somebody cancelled it. Raises PrinterError where the queue stops over it."""
    deadline = time.monotonic() + FOLLOW_S
    while (waiting := _entry(name, job, "not-completed")) is not None:
        stopped = _stopped(name)
        if stopped is not None:
            raise _lost(name, job, stopped)
        if time.monotonic() >= deadline:
            return (
                f"任务 {job} 还在队列中{_after('：', waiting)}，请看打印机",
                f"job {job} is still in the queue{_after(': ', waiting)}; see to the printer",
            )
        time.sleep(_LOOK_AGAIN_S)
    status = _entry(name, job, "completed") or ""
    return (
        f"任务 {job} 已从队列交给打印机{_after('，打印机说：', status)}",
        f"job {job} went from the queue to the printer{_after(', which says: ', status)}",
    )


def _after(mark: str, text: str) -> str:
    return f"{mark}{text}" if text else ""


def _lost(name: str, job: str, why: str) -> PrinterError:
    return PrinterError(
        f"打印队列 {name} 没有打完任务 {job}：{why}。任务可能还留在队列中：先用 cancel {job} 取消，"
        "再从最后一张完好的标识续打。",
        f"The queue {name} did not finish job {job}: {why}. The job may still be in the queue: "
        f"cancel it with cancel {job}, then go on from the last good label.",
    )


def _entry(name: str, job: str, which: str) -> str | None:
    """What is said of a job among the completed ones, or those that are not; None where it is not
    among them."""
    lines = _ask(name, "lpstat", "-l", "-W", which, "-o", name).text.splitlines()
    at = next((i for i, line in enumerate(lines) if line.split(" ", 1)[0] == job), None)
    if at is None:
        return None
    own = itertools.takewhile(lambda line: line[:1].isspace(), lines[at + 1 :])
    match = _STATUS.search("\n".join(own))
    return match[1].strip() if match else ""


def _stopped(name: str) -> str | None:
    """Why a queue is stopped; None where it is not."""
    state = _ask(name, "lpstat", "-p", name).text
    return _reason(state) if _DISABLED.search(state) else None


def _reason(state: str) -> str:
    """The line below the state, where somebody or some filter said why."""
    lines = [line.strip() for line in state.splitlines()[1:] if line[:1] in (" ", "\t")]
    return next((line for line in lines if line), "未说明原因 no reason given")


def _must_be_a_name(name: str) -> None:
    if not name or name.startswith("-") or "/" in name or " " in name:
        raise PrinterError(f"打印队列名“{name}”无效。", f"{name!r} is no name of a queue.")


def _ask(name: str, command: str, *words: str, data: bytes = b"") -> Said:
    program = shutil.which(command)
    if program is None:
        raise PrinterError(
            "本机没有安装 lp（CUPS）：请安装 cups-client，或用 --send 直接发送到打印机。",
            "There is no lp (CUPS) on this machine: install cups-client, or use --send to reach "
            "the printer directly.",
        )
    plain = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
    try:
        done = subprocess.run(  # noqa: S603
            [program, *words],
            input=data,
            capture_output=True,
            timeout=_COMMAND_S,
            check=False,
            env=plain,
        )
    except subprocess.TimeoutExpired:
        raise PrinterError(
            f"打印队列 {name} 在 {_COMMAND_S:.0f} 秒内没有响应。",
            f"The queue {name} did not respond within {_COMMAND_S:.0f} s.",
        ) from None
    return Said((done.stdout + done.stderr).decode(errors="replace").strip(), not done.returncode)
