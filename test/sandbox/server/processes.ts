// The machine's processes as in /proc: their children, and where they listen.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Undefined if the process is gone. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === String(pid))
    .map(Number);
}

/** The bot processes among a process's children. */
export function botsOf(pid: number): number[] {
  return childrenOf(pid).filter((child) => read(`/proc/${child}/cmdline`)?.includes("dist/sandbox/bot/child.js"));
}

/** False for a zombie, too. */
export function isAlive(pid: number): boolean {
  return !["Z", "X", undefined].includes(statOf(String(pid))?.[0]);
}

/** The addresses at which a process listens, as in `/proc/net/tcp`: `0100007F:1F90`, with the bytes reversed. */
export function listensAt(pid: number): string[] {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => inodeOf(`/proc/${pid}/fd/${fd}`)));
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    (read(table) ?? "")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === "0A" && inode !== undefined && inodes.has(inode))
      .flatMap(([, address]) => address ?? []),
  );
}

function inodeOf(link: string): string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.slice(1) ?? [];
  } catch {
    return [];
  }
}

const parentOf = (pid: string) => statOf(pid)?.[1];

/** State, parent and so on: the fields after the name in parentheses, which may contain anything. */
const statOf = (pid: string) => read(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ");
