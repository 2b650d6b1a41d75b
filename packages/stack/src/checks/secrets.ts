import { mountedFiles } from '../model/reference.ts';
import type { Stack } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';

const NAME = /(?:^|_|-)(?:password|passwd|secret|token|api_?key|auth_?pass\w*|bearer\w*)$/i;
const WELL_KNOWN =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[bap]-[A-Za-z0-9-]{10,}/;

/** Secrets that stand in a committed file. A default inside a variable is documented and may be replaced, so it is none. */
export function checkSecrets(stack: Stack): Problem[] {
  const configs = stack.services.flatMap((service) =>
    mountedFiles(stack, service).filter((path) => /\.ya?ml$/.test(path)),
  );
  const roots = [...stack.compose, ...[...new Set(configs)].flatMap((path) => stack.files.yaml(path) ?? [])];
  const literals = roots.flatMap((root) => secretsIn(root));
  return [
    ...literals.map((node) =>
      problemAt(
        node.place,
        'committed-secret',
        `a secret stands in this file: take it from a variable, such as \${${nameOf(node)}}`,
      ),
    ),
    ...wellKnown(stack),
  ];
}

function secretsIn(node: YamlNode): YamlNode[] {
  if (node.text !== undefined) return isSecret(node) ? [node] : [];
  const users = node.entries.filter(([key]) => /user/i.test(key)).map(([, user]) => user.text);
  // A login whose password is the user's name is a placeholder, for files that can take no variables.
  const own = node.entries.filter(([, value]) => value.text === undefined || !users.includes(value.text));
  return [...node.items, ...own.map(([, value]) => value)].flatMap(secretsIn);
}

function isSecret(node: YamlNode): boolean {
  const [name, value] = assignment(node);
  if (!NAME.test(name) || value === '' || value.length > 200) return false;
  return !/[$<{]|^(?:true|false|null)$|^change-?me|^\//i.test(value);
}

function assignment(node: YamlNode): readonly [string, string] {
  const text = node.text ?? '';
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(text) ?? [];
  return name === undefined ? [node.key, text] : [name, value ?? ''];
}

function nameOf(node: YamlNode): string {
  return assignment(node)[0].toUpperCase();
}

function wellKnown(stack: Stack): Problem[] {
  return [...stack.files.list('config'), ...stack.files.list('runbooks')].flatMap((file) => {
    const text = stack.files.text(file)?.text ?? '';
    const found = WELL_KNOWN.exec(text);
    if (found === null) return [];
    const line = text.slice(0, found.index).split('\n').length;
    return [
      problemAt(
        { file, line, column: 1 },
        'committed-secret',
        'a key stands in this file: remove it and revoke it',
      ),
    ];
  });
}
