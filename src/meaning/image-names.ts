/**
 * Names of images: `busybox`, `docker.io/library/busybox` and `busybox:latest` are one, `sha256:ad96…` and `ad9662d0488c`
 * are ids (https://github.com/distribution/reference).
 */

const DEFAULT_REGISTRY = 'docker.io';
const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;
const ID_START = /^[0-9a-f]{4,64}$/;
/** `:tag` or `@digest` at the end; a colon before a slash is a registry's port. */
const HAS_TAG = /:[^/:]+$|@/;

/** The way the engine's lists write it: without the default registry, with its tag. Ids stay as they are, but for `sha256:`. */
export function canonicalImage(name: string): string {
  if (IMAGE_ID.test(name)) return name.replace(/^sha256:/, '');
  const bare = name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?(?=.)/, '');
  // `busybox:test@sha256:…` names the digest; the tag is for people.
  const [reference, digest] = bare.split('@', 2) as [string, string | undefined];
  if (digest !== undefined) return `${reference.replace(/:[^/:]+$/, '')}@${digest}`;
  return HAS_TAG.test(bare) ? bare : `${bare}:latest`;
}

/** Whether that can only be an id. */
export function isImageId(name: string): boolean {
  return IMAGE_ID.test(name);
}

/** Whether that may be the start of an id; it may be a repository, too. */
export function maybeImageId(name: string): boolean {
  return ID_START.test(name) || /^sha256:[0-9a-f]{4,64}$/.test(name);
}

/** The registry that a reference leads to, `localhost:5000` or `docker.io`. */
export function registryOf(name: string): string {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = first === 'localhost' || /[.:]/.test(first);
  return isHost ? first.replace(/^index\.docker\.io$/, DEFAULT_REGISTRY) : DEFAULT_REGISTRY;
}

/** A registry of the machine itself: such are for tests, and engines trust them without TLS. */
export function isLocalRegistry(registry: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(registry);
}

/** `repo:tag` of a query that names them apart; null where it names none. */
export function queryImage(query: URLSearchParams, key: string): string | null {
  const name = query.get(key);
  if (!name) return null;
  const tag = query.get('tag');
  if (!tag) return canonicalImage(name);
  return canonicalImage(tag.includes(':') ? `${name}@${tag}` : `${name}:${tag}`);
}
