// The initial data of a user.
import { newId } from "./ids.js";
import type { User } from "./state.js";

export interface SeedUser {
  readonly id?: string;
  readonly username?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** The primary address. */
  readonly email?: string;
  /** Default: true. */
  readonly emailVerified?: boolean;
  readonly otherEmails?: readonly { readonly address: string; readonly verified: boolean }[];
  readonly publicMetadata?: Readonly<Record<string, unknown>>;
  readonly privateMetadata?: Readonly<Record<string, unknown>>;
  readonly createdAt?: number;
}

export function userFrom(seed: SeedUser, now: number): User {
  const primary = seed.email === undefined ? [] : [{ address: seed.email, verified: seed.emailVerified ?? true }];
  const createdAt = seed.createdAt ?? now;
  return {
    id: seed.id ?? newId("user"),
    username: seed.username ?? null,
    firstName: seed.firstName ?? null,
    lastName: seed.lastName ?? null,
    emails: [...primary, ...(seed.otherEmails ?? [])].map((email) => ({ ...email, id: newId("idn") })),
    publicMetadata: seed.publicMetadata ?? {},
    privateMetadata: seed.privateMetadata ?? {},
    createdAt,
    updatedAt: createdAt,
    lastSignInAt: null,
    banned: false,
    locked: false,
    deprovisioned: false,
  };
}
