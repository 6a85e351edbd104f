// Request headers of other web pages and of the sandbox's own, for a server on 127.0.0.1 with this port.

export interface OriginHeaders {
  readonly who: string;
  readonly headers: (port: number) => Readonly<Record<string, string>>;
}

const here = (port: number) => ({ host: `127.0.0.1:${port}` });

export const foreignOrigins: readonly OriginHeaders[] = [
  { who: "a foreign name that was pointed at this machine", headers: (port) => ({ host: `evil.example:${port}` }) },
  { who: "a name that begins like ours", headers: (port) => ({ host: `localhost.evil.example:${port}` }) },
  { who: "our address on another port", headers: (port) => ({ host: `127.0.0.1:${port === 1 ? 2 : 1}` }) },
  { who: "our address without its port", headers: () => ({ host: "127.0.0.1" }) },
  { who: "a page of another site", headers: (port) => ({ ...here(port), origin: "https://evil.example" }) },
  { who: "a page on another port", headers: (port) => ({ ...here(port), origin: "http://127.0.0.1:1" }) },
  { who: "a page over https", headers: (port) => ({ ...here(port), origin: `https://127.0.0.1:${port}` }) },
  { who: "a page without an origin", headers: (port) => ({ ...here(port), origin: "null" }) },
  { who: "an image on another site", headers: (port) => ({ ...here(port), "sec-fetch-site": "cross-site" }) },
  { who: "an image on another port", headers: (port) => ({ ...here(port), "sec-fetch-site": "same-site" }) },
  {
    who: "a frame's script that claims our site",
    headers: (port) => ({ ...here(port), origin: "null", "sec-fetch-site": "same-origin" }),
  },
];

/** Allowed: our own page by either host name, the address bar, and non-browsers. */
export const ownOrigins: readonly OriginHeaders[] = [
  { who: "a program", headers: here },
  { who: "the address bar", headers: (port) => ({ ...here(port), "sec-fetch-site": "none" }) },
  {
    who: "our own page",
    headers: (port) => ({ ...here(port), origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" }),
  },
  {
    who: "our own page by its name",
    headers: (port) => ({
      host: `localhost:${port}`,
      origin: `http://localhost:${port}`,
      "sec-fetch-site": "same-origin",
    }),
  },
];

/** What a browser sends when a person clicks a link on another site. */
export const byLink = (port: number) => ({
  ...here(port),
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
});
