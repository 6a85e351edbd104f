// Reads one setting at a time, each by its kind, and keeps count of what is wrong.
import { formatDuration, parseDuration } from "./impersonation/model/duration.js";
import { Secret } from "./impersonation/model/secret.js";
import { isTrusted } from "./trusted-url.js";

export type Environment = Readonly<Record<string, string | undefined>>;

export class SettingsReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  problem(sentence: string): void {
    this.problems.push(sentence);
  }

  get(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  matching(name: string, form: RegExp, hint: string): string | undefined {
    const value = this.get(name);
    if (value !== undefined && form.test(value)) return value;
    this.problem(`${name} ${hint}.`);
    return undefined;
  }

  secret(name: string, form: RegExp, hint: string): Secret | undefined {
    const value = this.matching(name, form, hint);
    return value === undefined ? undefined : new Secret(value);
  }

  /** Without the slash at its end. */
  url(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && isTrusted(url) && url.username + url.password + url.search + url.hash === "") {
      return url.href.replace(/\/+$/, "");
    }
    this.problem(`${name} must be an https:// address, or http:// on this machine, without a user name or a query.`);
    return undefined;
  }

  port(name: string, otherwise: number): number {
    const value = this.get(name) ?? String(otherwise);
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
    this.problem(`${name} must be a number from 0 to 65535.`);
    return otherwise;
  }

  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const value = this.get(name) ?? otherwise;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.problem(`${name} must be one of: ${choices.join(", ")}.`);
    return chosen ?? otherwise;
  }

  duration(name: string, defaultMs: number, maxMs: number): number {
    const value = this.get(name);
    const ms = value === undefined ? defaultMs : parseDuration(value);
    if (ms !== undefined && ms <= maxMs) return ms;
    this.problem(`${name} must be a duration such as 90s, 10m or 2h, from 1s to ${formatDuration(maxMs)}.`);
    return defaultMs;
  }

  /** The entries of a comma-separated list, sorted by which of `forms` they have. */
  list(name: string, forms: readonly RegExp[], hint: string): string[][] {
    const entries = (this.get(name)?.split(",") ?? []).map((entry) => entry.trim());
    for (const [index, entry] of entries.entries()) {
      if (!forms.some((form) => form.test(entry))) this.problem(`${name}: entry ${index + 1} must be ${hint}.`);
    }
    return forms.map((form) => [...new Set(entries.filter((entry) => form.test(entry)))]);
  }
}
