import { expect, test } from "vitest";
import { canonicalDomain, canonicalEmail, mailboxOf } from "../../../src/impersonation/model/email.js";

test.each([
  ["root@müller.example", "root@xn--mller-kva.example"],
  ["root@mu\u0308ller.example", "root@xn--mller-kva.example"],
  ["ROOT@MÜLLER.example", "root@xn--mller-kva.example"],
  ["root@xn--mller-kva.example", "root@xn--mller-kva.example"],
  ["Root@Example.Com ", "root@example.com"],
  ["jose\u0301@x.example", "jos\u00e9@x.example"],
  ["root@straße.example", "root@xn--strae-oqa.example"],
  ["a@b@x.example", "a@b@x.example"],
  ["root@x.example/path", "root@x.example/path"],
  ["root", "root"],
])("%s is written %s", (address, canonical) => {
  expect(canonicalEmail(address)).toBe(canonical);
});

test.each(["x.example:80", "x.example?q", "x%2eexample.com", "1.2", "0x7f.1", "a b", "user@x.example", ""])(
  "%j is no domain, and stays itself",
  (text) => {
    expect(canonicalDomain(text)).toBe(text);
  },
);

test.each([
  ["carol+test@acme.example", "carol@acme.example"],
  ["CAROL@Acme.example", "carol@acme.example"],
  [" carol@acme.example ", "carol@acme.example"],
  ["carol＠acme.example", "carol@acme.example"],
  ["ｃarol@acme.example", "carol@acme.example"],
  ["c.a.rol+x@gmail.com", "carol@gmail.com"],
  ["carol@googlemail.com", "carol@gmail.com"],
  ["root@müller.example", "root@xn--mller-kva.example"],
])("mail to %s reaches %s", (address, mailbox) => {
  expect(mailboxOf(address)).toBe(mailboxOf(mailbox));
});

test.each([
  ["c.arol@acme.example", "carol@acme.example"],
  ["carol@acme.example", "dave@acme.example"],
  ["carol@acme.example", "carol@acme.test"],
])("%s and %s are two mailboxes", (one, other) => {
  expect(mailboxOf(one)).not.toBe(mailboxOf(other));
});
