"""Which address of this machine phones on the same network can reach."""

import ipaddress
import socket
from typing import Final

PRIVATE: Final = tuple(
    ipaddress.ip_network(net)
    for net in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
    )
)
# Nothing is sent there: the system is only asked which of its addresses it would send from.
_FAR = ("10.255.255.255", 9)


class NoAddressError(OSError):
    """There is no network, or the address that was asked for is not for this."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")


def chosen(asked: str) -> str:
    """`asked` where it is a private address of this machine, or its own where that is "auto".

    Raises: NoAddressError.
    """
    address = _own() if asked == "auto" else asked
    try:
        own = ipaddress.ip_address(address)
        private = any(own in net for net in PRIVATE)
    except ValueError:
        private = False
    if not private:
        raise NoAddressError(
            f"{address} 不是局域网地址。请写本机在局域网中的 IP 地址，例如 --lan 192.168.1.20。",
            f"{address} is no address of a private network. "
            "Name this machine's own, such as --lan 192.168.1.20.",
        )
    return address


def _own() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_FAR)
        except OSError as error:
            raise NoAddressError(
                "本机没有连上网络，手机无法访问。请先接入 Wi-Fi 或网线。",
                "This machine is on no network that a phone could share. Join one first.",
            ) from error
        own: str = probe.getsockname()[0]
    return own
