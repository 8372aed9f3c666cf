"""The development CA: certificates shaped like the NCA's, keys that outlive a restart, real signatures."""

import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import pem, x509
from cryptography.x509 import load_der_x509_certificate

from devkit.nca.authority import Authority, Key, State
from devkit.nca.cms import signature_value
from devkit.nca.holders import COMPANY, STRANGER, Flaw, Holder, Name, key_of
from devkit.nca.pairs import Kind
from devkit.nca.profile import Role
from domain.identity import is_iin
from integrations.eds import (
    SignatureRejected,
    is_development,
    read_trust,
    verify,
    verify_certificate,
    verify_time_stamp,
)

IIN, NAME = "071301500014", "Сейітқали Ерлан Бекұлы"
BIN, BODY = "931340005939", "Алатау ауданы әкімінің аппараты"
AT = datetime(2026, 11, 23, 5, tzinfo=UTC)
CONTENT = b"the frozen bytes"

KINDS = pytest.mark.parametrize("kind", list(Kind))


def person(authority: Authority, kind: Kind, **other: str) -> Key:
    return authority.key(IIN, NAME, kind=kind, **other)


def read(certificate: bytes) -> x509.TbsCertificate:
    return x509.Certificate.load(certificate)["tbs_certificate"]


def extension(certificate: bytes, name: str) -> x509.Extension:
    return next(each for each in read(certificate)["extensions"] if each["extn_id"].native == name)


def pem_file(folder: Path, name: str, *certificates: bytes) -> str:
    path = folder / name
    path.write_bytes(b"".join(pem.armor("CERTIFICATE", certificate) for certificate in certificates))
    return str(path)


class TestCertificates:
    def test_a_person_is_named_as_the_nca_names_them(self, authority: Authority) -> None:
        subject = read(person(authority, Kind.GOST).certificate)["subject"]
        parts = [(part["type"].native, part["value"].native) for rdn in subject.chosen for part in rdn]
        assert parts == [
            ("common_name", "СЕЙІТҚАЛИ ЕРЛАН"),
            ("surname", "СЕЙІТҚАЛИ"),
            ("serial_number", f"IIN{IIN}"),
            ("country_name", "KZ"),
            ("given_name", "БЕКҰЛЫ"),
        ]

    def test_who_has_no_patronymic_is_named_without_one(self, authority: Authority) -> None:
        subject = read(authority.key(IIN, "Ли Марина").certificate)["subject"].native
        assert subject["common_name"] == "ЛИ МАРИНА"
        assert "given_name" not in subject

    def test_an_organisation_stands_beside_whoever_signs_for_it(self, authority: Authority) -> None:
        key = person(authority, Kind.GOST, bin=BIN, organisation=BODY, role="employee")
        subject = read(key.certificate)["subject"].native
        assert subject["organization_name"] == BODY
        assert subject["organizational_unit_name"] == f"BIN{BIN}"

    def test_an_information_system_is_no_person(self, authority: Authority) -> None:
        key = authority.key("", "«Qyzmet» АЖ", bin=BIN, organisation=BODY, role="information_system")
        subject = read(key.certificate)["subject"].native
        assert "serial_number" not in subject
        assert subject["user_id"]
        assert verify_certificate(key.certificate, at=AT, trust=authority.trust, signing=False).iin is None

    @pytest.mark.parametrize(
        ("role", "bin", "usages"),
        [
            (Role.PERSON, None, ("1.2.398.3.3.4.1.1",)),
            (Role.EMPLOYEE, BIN, ("1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.5")),
            (Role.HEAD, BIN, ("1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1")),
            (Role.RIGHT_OF_SIGNATURE, BIN, ("1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.2")),
        ],
    )
    def test_a_role_stands_in_the_extended_key_usage(
        self, authority: Authority, role: Role, bin: str | None, usages: tuple[str, ...]
    ) -> None:
        key = authority.key(IIN, NAME, bin=bin, organisation=BODY, role=role)
        oids = extension(key.certificate, "extended_key_usage")["extn_value"].parsed
        assert tuple(oid.dotted for oid in oids) == key.usages == ("1.3.6.1.5.5.7.3.4", *usages)
        assert verify(key.sign(CONTENT, at=AT), CONTENT, at=AT, trust=authority.trust).roles == usages

    def test_a_gost_key_has_the_extensions_of_2026(self, authority: Authority) -> None:
        certificate = person(authority, Kind.GOST).certificate
        usage = extension(certificate, "key_usage")
        assert usage["critical"].native
        assert usage["extn_value"].parsed.native == {"digital_signature", "non_repudiation", "key_agreement"}
        (policy,) = extension(certificate, "certificate_policies")["extn_value"].native
        assert policy["policy_identifier"] == "1.2.398.3.3.2"
        access = extension(certificate, "authority_information_access")["extn_value"].native
        assert [each["access_method"] for each in access] == ["ocsp", "ocsp", "ca_issuers"]
        assert extension(certificate, "crl_distribution_points")
        assert extension(certificate, "freshest_crl")
        assert (
            extension(certificate, "1.2.398.3.3.5")["extn_value"].native.hex() == "300a06082a830e0303050101"
        )

    def test_the_second_key_of_an_old_set_only_signs_in(self, authority: Authority) -> None:
        certificate = person(authority, Kind.RSA, state="auth_only").certificate
        usage = extension(certificate, "key_usage")["extn_value"].parsed.native
        assert usage == {"digital_signature", "key_encipherment"}
        usages = extension(certificate, "extended_key_usage")["extn_value"].parsed.native
        assert usages == ["client_auth", "1.2.398.3.3.4.1.1"]

    @KINDS
    def test_the_authorities_say_that_they_are_of_development(self, authority: Authority, kind: Kind) -> None:
        chain = authority.chains[kind]
        for credential in (chain.root, chain.issuer, chain.responder, chain.time_stamping):
            name = credential.name.native
            assert name["common_name"].startswith("DEV ")
            assert name["organization_name"] == "QYZMET DEVELOPMENT CA"
            assert is_development(credential.certificate)
        assert is_development(person(authority, kind).certificate)

    def test_openssl_follows_the_rsa_chain(self, authority: Authority, openssl: str, tmp_path: Path) -> None:
        key = person(authority, Kind.RSA)
        issuer, root = key.chain
        done = subprocess.run(
            [
                openssl, "verify", "-x509_strict", "-purpose", "smimesign",
                "-CAfile", pem_file(tmp_path, "root.pem", root),
                "-untrusted", pem_file(tmp_path, "issuer.pem", issuer),
                pem_file(tmp_path, "person.pem", key.certificate),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def test_cryptography_reads_a_gost_certificate(self, authority: Authority) -> None:
        read_by_others = load_der_x509_certificate(person(authority, Kind.GOST).certificate)
        assert f"IIN{IIN}" in read_by_others.subject.rfc4514_string()
        assert len(list(read_by_others.extensions)) == 9

    @pytest.mark.parametrize(
        ("bin", "role"), [(BIN, "person"), (None, "employee"), (None, "head"), (None, "information_system")]
    )
    def test_a_role_and_a_bin_go_together(self, authority: Authority, bin: str | None, role: str) -> None:
        with pytest.raises(ValueError, match="BIN"):
            authority.key(IIN, NAME, bin=bin, role=role)

    def test_a_person_has_a_surname_and_a_given_name(self, authority: Authority) -> None:
        with pytest.raises(ValueError, match="unpack"):
            authority.key(IIN, "Ерлан")

    def test_no_gost_key_ever_only_signed_in(self, authority: Authority) -> None:
        with pytest.raises(ValueError, match="RSA"):
            person(authority, Kind.GOST, state="auth_only")


class TestFolder:
    def test_a_restart_keeps_every_key(self, authority: Authority) -> None:
        again = Authority.at(authority.folder)
        assert again.trust == authority.trust
        for kind in Kind:
            before, after = person(authority, kind), person(again, kind)
            assert after.certificate == before.certificate
            assert after.sign(CONTENT, at=AT) == before.sign(CONTENT, at=AT)

    def test_another_folder_is_another_authority(self, authority: Authority, tmp_path: Path) -> None:
        other = Authority.at(tmp_path)
        assert not set(other.trust) & set(authority.trust)
        foreign = person(other, Kind.GOST).sign(CONTENT, at=AT)
        with pytest.raises(SignatureRejected) as refusal:
            verify(foreign, CONTENT, at=AT, trust=authority.trust)
        assert refusal.value.code == "chain"

    def test_the_trust_folder_is_what_the_verifier_reads(self, authority: Authority) -> None:
        assert set(read_trust(authority.trust_folder)) == set(authority.trust)
        assert len(authority.trust) == 4

    def test_what_is_private_only_we_may_read(self, authority: Authority) -> None:
        folder = authority.folder / "private"
        files = list(folder.iterdir())
        assert {"seed", "rsa_root.pem", "rsa_nca.pem"} <= {file.name for file in files}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}

    def test_serial_numbers_differ_by_holder_role_kind_and_state(self, authority: Authority) -> None:
        keys = [
            person(authority, Kind.GOST),
            person(authority, Kind.RSA),
            person(authority, Kind.GOST, state="expired"),
            person(authority, Kind.GOST, state="revoked"),
            person(authority, Kind.GOST, bin=BIN, role="employee"),
            person(authority, Kind.GOST, bin=BIN, role="head"),
            authority.key("061315500019", NAME),
        ]
        assert len({key.serial for key in keys}) == len(keys)
        assert all(0 < key.serial < 1 << 159 for key in keys)

    def test_people_share_an_rsa_key_unless_told_otherwise(
        self, tmp_path: Path, authority: Authority
    ) -> None:
        two = ("071301500014", "061315500019")
        first, second = (authority.key(iin, NAME, kind="rsa") for iin in two)
        assert first.credential.pair.public == second.credential.pair.public
        separate = Authority.at(tmp_path, shared_rsa_key=False)
        first, second = (separate.key(iin, NAME, kind="rsa") for iin in two)
        assert first.credential.pair.public != second.credential.pair.public


class TestSignatures:
    @KINDS
    @pytest.mark.parametrize("attached", [False, True])
    @pytest.mark.parametrize("signing_certificate", [False, True])
    def test_the_verifier_accepts_them(
        self, authority: Authority, kind: Kind, attached: bool, signing_certificate: bool
    ) -> None:
        key = person(authority, kind)
        cms = key.sign(CONTENT, at=AT, attached=attached, signing_certificate=signing_certificate)
        signer = verify(cms, None if attached else CONTENT, at=AT, trust=authority.trust)
        assert (signer.iin, signer.bin, signer.common_name) == (IIN, None, "СЕЙІТҚАЛИ ЕРЛАН")
        assert signer.content == (CONTENT if attached else None)
        assert signer.signed_at == AT
        assert signer.chain == key.chain
        assert int(signer.serial, 16) == key.serial

    @KINDS
    def test_attributes_are_those_of_kalkan(self, authority: Authority, kind: Kind) -> None:
        plain = person(authority, kind).sign(CONTENT, at=AT)
        (signer,) = asn1_cms.ContentInfo.load(plain)["content"]["signer_infos"]
        names = [attribute["type"].native for attribute in signer["signed_attrs"]]
        assert set(names) == {"content_type", "signing_time", "message_digest"}
        assert not signer["unsigned_attrs"]

    @KINDS
    def test_a_time_stamp_is_over_the_signature(self, authority: Authority, kind: Kind) -> None:
        cms = authority.sign_with_time_stamp(person(authority, kind), CONTENT, at=AT)
        signer = verify(cms, CONTENT, at=AT, trust=authority.trust)
        assert signer.time_stamp is not None
        assert signer.signature == signature_value(cms)
        assert verify_time_stamp(signer.time_stamp, signer.signature, at=AT, trust=authority.trust) == AT
        with pytest.raises(SignatureRejected) as refusal:
            verify_time_stamp(signer.time_stamp, signer.signature[::-1], at=AT, trust=authority.trust)
        assert refusal.value.code == "imprint"

    @pytest.mark.parametrize("attached", [False, True])
    def test_openssl_accepts_rsa(
        self, authority: Authority, openssl: str, tmp_path: Path, attached: bool
    ) -> None:
        key = person(authority, Kind.RSA)
        (tmp_path / "signature.cms").write_bytes(key.sign(CONTENT, at=AT, attached=attached))
        (tmp_path / "content").write_bytes(CONTENT)
        given = [] if attached else ["-content", "content"]
        done = subprocess.run(
            [
                openssl, "cms", "-verify", "-binary", "-inform", "der", "-in", "signature.cms", *given,
                "-CAfile", pem_file(tmp_path, "chain.pem", *key.chain),
            ],
            cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout == CONTENT

    @KINDS
    def test_other_bytes_are_refused(self, authority: Authority, kind: Kind) -> None:
        cms = person(authority, kind).sign(CONTENT, at=AT)
        with pytest.raises(SignatureRejected) as refusal:
            verify(cms, CONTENT + b"\n", at=AT, trust=authority.trust)
        assert refusal.value.code == "message_digest"

    @pytest.mark.parametrize(
        ("kind", "state", "code"),
        [
            (Kind.GOST, State.EXPIRED, "not_in_force"),
            (Kind.RSA, State.EXPIRED, "not_in_force"),
            (Kind.RSA, State.AUTH_ONLY, "key_usage"),
        ],
    )
    def test_keys_that_may_not_sign_are_refused(
        self, authority: Authority, kind: Kind, state: State, code: str
    ) -> None:
        cms = person(authority, kind, state=state).sign(CONTENT, at=AT)
        with pytest.raises(SignatureRejected) as refusal:
            verify(cms, CONTENT, at=AT, trust=authority.trust)
        assert refusal.value.code == code


class TestHolders:
    CITIZEN = Holder(IIN, Name(NAME))
    OFFICER = Holder(IIN, Name(NAME, BODY), BIN, role=Role.EMPLOYEE)

    def test_without_a_flaw_it_is_their_own_key(self, authority: Authority) -> None:
        assert key_of(authority, self.CITIZEN) == person(authority, Kind.GOST)
        officer = key_of(authority, self.OFFICER)
        assert (officer.bin, officer.role) == (BIN, Role.EMPLOYEE)

    def test_another_person_is_nobody(self, authority: Authority) -> None:
        for holder in (self.CITIZEN, self.OFFICER):
            key = key_of(authority, holder, Flaw.OTHER_PERSON)
            assert (key.iin, key.bin, key.role) == (STRANGER[0], holder.bin, holder.role)
        assert is_iin(STRANGER[0])
        assert STRANGER[0][2:4] == COMPANY[0][2:4] == "13"

    def test_a_citizen_who_is_a_head_signs_for_a_company(self, authority: Authority) -> None:
        assert key_of(authority, self.CITIZEN, Flaw.HEAD).bin == COMPANY[0]
        head = key_of(authority, self.OFFICER, Flaw.HEAD)
        assert (head.iin, head.bin, head.role) == (IIN, BIN, Role.HEAD)

    @pytest.mark.parametrize("flaw", [Flaw.EXPIRED, Flaw.REVOKED, Flaw.AUTH_ONLY])
    def test_a_flaw_of_the_key_leaves_the_person(self, authority: Authority, flaw: Flaw) -> None:
        key = key_of(authority, self.CITIZEN, flaw)
        assert (key.iin, key.state) == (IIN, State(flaw))
