import { relative } from 'node:path';

/** Conventions of this repository as lint rules; each is proved red by tools/conventions/conventions.spec.ts. */

const forbiddenFolders = new Set([
  'utils',
  'util',
  'common',
  'shared',
  'helpers',
  'dto',
  'types',
  'base',
  'misc',
  'interfaces',
]);

const folderNames = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { vague: 'A folder called "{{name}}" says nothing: name what it holds.' },
  },
  create: (context) => ({
    Program(node) {
      const path = context.filename
        .slice(context.cwd.length + 1)
        .split('/')
        .slice(0, -1);
      const name = path.find((folder) => forbiddenFolders.has(folder));
      if (name) context.report({ node, messageId: 'vague', data: { name } });
    },
  }),
};

const kitKnowsOnlyTheEnvelope = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { business: 'The kit knows no business word: import @chowk/contracts/envelope.' },
  },
  create: (context) => ({
    ImportDeclaration(node) {
      const inKit = relative(context.cwd, context.filename).startsWith('libs/kit/');
      const source = String(node.source.value);
      if (inKit && source.startsWith('@chowk/contracts') && source !== '@chowk/contracts/envelope')
        context.report({ node, messageId: 'business' });
    },
  }),
};

const testsDoNotSleep = {
  meta: { type: 'problem', schema: [], messages: { sleep: 'Tests wait by eventually(reason, probe), never by time.' } },
  create: (context) => {
    if (!context.filename.endsWith('.spec.ts')) return {};
    return {
      'NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]'(node) {
        context.report({ node, messageId: 'sleep' });
      },
      'ImportDeclaration[source.value="node:timers/promises"]'(node) {
        context.report({ node, messageId: 'sleep' });
      },
    };
  },
};

export const chowk = {
  rules: {
    'folder-names': folderNames,
    'kit-knows-only-the-envelope': kitKnowsOnlyTheEnvelope,
    'tests-do-not-sleep': testsDoNotSleep,
  },
};
