// What is said of a call that got no answer: a short cause and what to do about it, never an address with its query, a
// header or a body.
import { z } from "zod";

/** Codes of Node, of OpenSSL and of undici. The place is that of a proxy, where one is in between. */
const coded = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  hostname: z.string().optional(),
  address: z.string().optional(),
  port: z.number().optional(),
});

/** `ENOTFOUND proxy.example.com`, `ECONNREFUSED 10.0.0.7:443`, `CERT_HAS_EXPIRED`, or a few words. */
export function causeOf(error: unknown): string {
  for (const link of chainOf(error).reverse()) {
    const [, proxyStatus] = /^Proxy response \((\d+)\)/.exec(link.message) ?? [];
    if (proxyStatus !== undefined) return `the proxy answered ${proxyStatus}`;
    if (link.name === "TimeoutError") return "no answer in time";
    const { code, hostname, address, port } = coded.safeParse(link).data ?? {};
    if (code === undefined) continue;
    const place = hostname ?? (address === undefined ? undefined : `${address}:${port}`);
    return place === undefined ? code : `${code} ${place}`;
  }
  return "no answer";
}

/** The peer closed or reset a connection instead of answering, as happens to one that was kept alive for too long. */
export function isDeadConnection(error: unknown): boolean {
  return chainOf(error).some((link) => dead.has(coded.safeParse(link).data?.code ?? ""));
}

const dead: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

const aboutCertificates = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_(TLS|SSL)|^EPROTO/;

/** A sentence about what to do. */
export function adviceOn(cause: string): string {
  if (aboutCertificates.test(cause)) {
    return "Its certificate is not trusted here: where a proxy opens encrypted connections, name the certificate of its authority in NODE_EXTRA_CA_CERTS.";
  }
  if (cause === "the proxy answered 407")
    return "The proxy wants a user name and a password: write them into HTTPS_PROXY.";
  if (cause.startsWith("the proxy answered")) return "Have the proxy let it through, or correct HTTPS_PROXY.";
  return "Check the network, its DNS and firewall, and HTTPS_PROXY where there is a proxy; then start again.";
}

/** The error and what caused it, outermost first. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && chain.length < 10; link = innerOf(link)) chain.push(link);
  return chain;
}

/** Node tries each address of a host, and lists what came of them. */
function innerOf(error: Error): unknown {
  const [first]: unknown[] = error instanceof AggregateError ? error.errors : [];
  return first ?? error.cause;
}
