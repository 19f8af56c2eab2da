import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const SRC = join(root, 'src/');
const PORTS = join(root, 'src/core/ports/');
const textOf = (...path: string[]): string => readFileSync(join(...path), 'utf8');

/** Where the cases for what each file of ports promises are. */
const CONTRACTS: Readonly<Record<string, readonly string[]>> = {
  'arrival.ts': ['platform-contract', 'view-contract', 'inbox-contract'],
  'files.ts': ['file-contract', 'file-reader-contract', 'turn-queue-contract'],
  'model.ts': ['model-gateway-contract'],
  'phase.ts': ['model-gateway-contract'],
  'operator.ts': ['operator-contract'],
  'person.ts': ['platform-contract'],
  'platform.ts': [
    'platform-world',
    'platform-contract',
    'view-contract',
    'wait-contract',
    'turn-queue-contract',
    'file-contract',
  ],
  'message.ts': ['model-gateway-contract'],
  'memory.ts': ['platform-contract', 'turn-queue-contract', 'wait-contract'],
  'turns.ts': ['turn-queue-contract'],
  'exchange.ts': ['turn-queue-contract', 'platform-contract'],
  'bulletin.ts': ['platform-contract'],
  'records.ts': ['record-store-contract'],
};

/** Written by a library, so that nothing in src spells it out: pino is our log. */
const WRITTEN_ELSEWHERE: ReadonlySet<string> = new Set(['Log']);

/** The compiler itself knows who uses a member; no search for words could tell one `text` from the other. */
const compiler = new API({ cwd: root });
afterAll(() => compiler.close());
const [project] = compiler.updateSnapshot({ openProject: join(root, 'tsconfig.json') }).getProjects();
if (!project) throw new Error('the compiler does not find tsconfig.json');

interface Port {
  file: string;
  name: string;
  /** Functions that somebody has to implement; else it is data. */
  methods: number;
  members: (Node & { text: string })[];
}

/** Interfaces and unions of literals. What functions take is no member. */
const portsIn = (file: string): Port[] => {
  const ports: Port[] = [];
  const collect = (node: Node, port: Port): void => {
    if (is.isParameterDeclaration(node)) return;
    if (is.isMethodSignatureDeclaration(node)) port.methods += 1;
    const isMember = is.isPropertySignatureDeclaration(node) || is.isMethodSignatureDeclaration(node);
    if (isMember && is.isIdentifier(node.name)) port.members.push(node.name);
    node.forEachChild((child) => collect(child, port));
  };
  for (const statement of project.program.getSourceFile(join(PORTS, file))?.statements ?? []) {
    if (!is.isInterfaceDeclaration(statement) && !is.isTypeAliasDeclaration(statement)) continue;
    const port: Port = { file, name: statement.name.text, methods: 0, members: [] };
    collect(statement, port);
    ports.push(port);
  }
  return ports;
};

const useOf = (name: Node): 'read' | 'written' | undefined => {
  const { parent } = name;
  if (is.isBindingElement(parent)) return 'read';
  if (is.isPropertyAccessExpression(parent)) {
    const whole = parent.parent;
    const isSet = is.isBinaryExpression(whole) && whole.left === parent;
    return isSet && whole.operatorToken.kind === SyntaxKind.EqualsToken ? 'written' : 'read';
  }
  const isWritten =
    is.isPropertyAssignment(parent) ||
    is.isShorthandPropertyAssignment(parent) ||
    is.isMethodDeclaration(parent) ||
    is.isPropertyDeclaration(parent) ||
    is.isGetAccessorDeclaration(parent);
  return isWritten ? 'written' : undefined;
};

const usesInSrc = (member: Node): Set<string | undefined> => {
  const found = project.checker.getReferencedSymbolsForNode(member, member.getStart());
  const here = (path: string): boolean => path.startsWith(SRC) && !path.startsWith(PORTS);
  const nodes = found.flatMap(({ references }) => references).filter(({ path }) => here(path));
  return new Set(nodes.map((each) => each.resolve()).map((node) => node && useOf(node)));
};

const files = readdirSync(PORTS);
/** The first look reads the whole program, milliseconds. */
const TIMEOUT_MS = 60_000;

test.each(files)('%s fits on two screens', (file) => {
  expect(textOf(PORTS, file).split('\n').length - 1).toBeLessThanOrEqual(120);
});

describe.each(files.flatMap(portsIn))('$file: $name', ({ file, name, members, methods }) => {
  test('is narrow, if it is to be implemented', () => {
    expect(methods === 0 || members.length <= 8).toBe(true);
  });

  // Write a member out where it is made, in a place that has the port's type: what a spread copies is seen by nobody who reads, either.
  test(
    'has no member that src does not produce, or does not read',
    () => {
      const wrong = members.flatMap((member) => {
        const uses = usesInSrc(member);
        const isProduced = uses.has('written') || WRITTEN_ELSEWHERE.has(name);
        return [
          ...(isProduced ? [] : [`${member.text}: not produced`]),
          ...(uses.has('read') ? [] : [`${member.text}: not read`]),
        ];
      });
      expect(wrong).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('has no member that the contract does not name', () => {
    const contracts = (CONTRACTS[file] ?? []).map((each) => textOf(root, 'test/contracts', `${each}.ts`));
    const words = new Set(contracts.join('\n').match(/\w+/g));
    expect(members.map(({ text }) => text).filter((member) => !words.has(member))).toEqual([]);
  });
});
