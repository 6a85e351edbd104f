// Email addresses: when two are one address, and when they may be one person's.

/**
 * One form for an address, however it is written: in lower case, composed, and with an internationalized domain as
 * `xn--`. What is no address comes back in lower case.
 */
export function canonicalEmail(address: string): string {
  const plain = address.normalize("NFC").trim().toLowerCase();
  const at = plain.lastIndexOf("@");
  return at < 0 ? plain : `${plain.slice(0, at)}@${canonicalDomain(plain.slice(at + 1))}`;
}

/** `müller.example` and `xn--mller-kva.example` are one domain. */
export function canonicalDomain(domain: string): string {
  const address = `http://${domain.normalize("NFC")}`;
  // The host of a URL is converted as browsers and mail programs do it (UTS 46); it takes no part of another URL for one.
  const host = /[/?#:@%\\\s]/.test(domain) || !URL.canParse(address) ? "" : new URL(address).hostname;
  // Numbers alone would come back as an IP address.
  return host && !/^[\d.]+$/.test(host) ? host : domain.toLowerCase();
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}

const gmail = new Set(["gmail.com", "googlemail.com"]);

/**
 * What reaches one mailbox is one person's: without `+tag` and, at Gmail, without dots; a full-width sign counts as its
 * plain one. Too coarse to find somebody by.
 */
export function mailboxOf(address: string): string {
  const email = canonicalEmail(address.normalize("NFKC").replace(/\s/g, ""));
  const [name = ""] = email.slice(0, email.lastIndexOf("@")).split("+");
  const domain = domainOf(email);
  return gmail.has(domain) ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${domain}`;
}
