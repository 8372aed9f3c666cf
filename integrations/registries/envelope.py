"""The envelope of the e-government gateway's synchronous channel: written, and read back.

Operation SendMessage of SyncChannel v10: the operation element is qualified,
`request`, `response` and everything below them are not. Two layers say how it
went: the gateway's own `responseInfo/status` and the provider's result inside
`data`; this module judges the first, each registry's mapping the second.
"""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from integrations.registries.errors import Permanent, Refused, RegistryError, Transient
from integrations.safe_xml import MalformedXml, UnsafeXml, parse

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://bip.bee.kz/SyncChannel/v10/Types"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"

SUCCESS = "SCSS001"
_BY_STATUS: dict[str, tuple[type[RegistryError], str]] = {
    "SCSE001": (Permanent, "gateway_business_error"),
    "SCSE002": (Permanent, "gateway_data_error"),
    "SCSE003": (Transient, "gateway_exception"),
}
NOT_FOUND = "404"
"""Seen from some providers as the gateway's status when they hold no such record."""


class NotFound(Exception):
    """The provider holds no such record, said in the gateway's own status."""


def write(
    data: Element,
    *,
    message_id: str,
    correlation_id: str,
    service_id: str,
    sent_at: datetime,
    sender: str,
    password: str,
) -> bytes:
    """The request, as UTF-8 bytes, around a registry's `data` element.

    The Body carries an Id for the WS-Security signature that the gateway
    demands on its outer channel; that signature is put on by the organisation's
    signing proxy, which alone holds the key.
    """
    envelope = Element(f"{{{SOAP}}}Envelope")
    body = SubElement(envelope, f"{{{SOAP}}}Body", {f"{{{WSU}}}Id": f"id-{message_id}"})
    message = SubElement(body, f"{{{TYPES}}}SendMessage")
    request = SubElement(message, "request")
    info = SubElement(request, "requestInfo")
    add(info, "messageId", message_id)
    add(info, "correlationId", correlation_id)
    add(info, "serviceId", service_id)
    add(info, "messageDate", moment(sent_at))
    sender_info = SubElement(info, "sender")
    add(sender_info, "senderId", sender)
    add(sender_info, "password", password)
    SubElement(request, "requestData").append(data)
    return tostring(envelope, encoding="UTF-8", xml_declaration=True)


def read(document: bytes) -> Element:
    """The `data` element of a reply. Raises NotFound, or RegistryError by the gateway's status."""
    root = _parsed(document)
    fault = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    if fault is not None:
        raise _from_fault(fault)
    response = root.find(f"{{{SOAP}}}Body/{{{TYPES}}}SendMessageResponse/response")
    if response is None:
        raise Transient("reply_not_understood")
    code = text(response, "responseInfo/status/code")
    if code == NOT_FOUND:
        raise NotFound
    if code != SUCCESS:
        kind, named = _BY_STATUS.get(code or "", (Refused, "gateway_unknown_status"))
        raise kind(named)
    data = response.find("responseData/data")
    if data is None:
        raise Transient("reply_without_data")
    return data


def moment(at: datetime) -> str:
    """A date and time as the gateway writes it, to the millisecond with an offset."""
    return at.isoformat(timespec="milliseconds")


def add(parent: Element, name: str, value: str) -> None:
    """Append an unqualified element that holds only this text."""
    SubElement(parent, name).text = value


def text(element: Element, path: str) -> str | None:
    """The stripped text at this path, None where it is absent or empty."""
    found = element.findtext(path)
    return (found or "").strip() or None


def typed_data(namespace: str, type_name: str) -> Element:
    """An empty `data` element whose business type is named by xsi:type.

    The prefix is declared by hand: a serialiser does not see names in values.
    """
    return Element("data", {"xmlns:biz": namespace, f"{{{XSI}}}type": f"biz:{type_name}"})


def _parsed(document: bytes) -> Element:
    try:
        return parse(document)
    except UnsafeXml:
        raise Permanent("reply_unsafe") from None
    except MalformedXml:
        raise Transient("reply_malformed") from None


def _from_fault(fault: Element) -> RegistryError:
    """A SOAP fault in our three kinds, by the local name of its code only.

    Its text is never kept: providers quote the question in it.
    """
    code = (text(fault, "faultcode") or "").rpartition(":")[2]
    if code in ("FailedAuthentication", "InvalidSecurity", "InvalidSecurityToken", "FailedCheck"):
        return Refused("gateway_refused_signature")
    if code in ("Client", "Sender"):
        return Permanent("gateway_fault_client")
    return Transient("gateway_fault")
