// Keeps other web pages out: one open in a browser on this machine could otherwise act in the sandbox.

/** A header by its lower-case name. */
type HeaderOf = (name: string) => string | undefined;

/**
 * Why a request does not come from the sandbox's own pages, as a sentence; undefined if it does. A foreign page is
 * recognized by its Origin, or by Sec-Fetch-Site if there is none; DNS rebinding by its Host.
 * `navigation`: whether a link on another site may lead here.
 */
export function originProblem(header: HeaderOf, port: number, { navigation = false } = {}): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = header("host") ?? "";
  if (!hosts.includes(host)) return `This is ${hosts[0]}, not ${host || "nameless"}.`;
  const origin = header("origin");
  if (origin !== undefined && origin !== `http://${host}`) return `Pages of ${origin} have no business here.`;
  const site = header("sec-fetch-site") ?? "none";
  const byLink = navigation && header("sec-fetch-mode") === "navigate";
  return site === "none" || site === "same-origin" || byLink
    ? undefined
    : "Pages of another origin have no business here.";
}

/** For Node's header object, in which a repeated name holds a list. */
export const headerIn =
  (headers: Readonly<Record<string, string | string[] | undefined>>): HeaderOf =>
  (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join() : value;
  };
