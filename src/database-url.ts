// The address of a PostgreSQL database, and how people read it.

export function isPostgres(databaseUrl: string): boolean {
  return /^postgres(ql)?:\/\//.test(databaseUrl);
}

/**
 * Without user, password and options, for logs and sentences. An address in which a password has a `/` that is not escaped
 * is none that the settings take: it would be read as host and path.
 */
export function nameOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `postgres://${host}${pathname}`;
}
