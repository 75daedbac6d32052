/** Where to go after signing in: only a path of this site, so that a link cannot lead elsewhere. */
export function nextPath(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next) || next.startsWith('/login')) return '/tasks';
  return next;
}
