import { readdirSync } from 'node:fs';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { chowk } from './tools/conventions/eslint-rules.mjs';

/** What may import what: contracts < kit < apps, no app imports another (docs/adr, style guide). */
const layers = [
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: ['layer:contracts'] },
  { sourceTag: 'layer:pricing', onlyDependOnLibsWithTags: ['layer:pricing'] },
  // Frontends have nothing else of ours
  { sourceTag: 'layer:client', onlyDependOnLibsWithTags: ['layer:client'] },
  { sourceTag: 'layer:kit', onlyDependOnLibsWithTags: ['layer:kit', 'layer:contracts', 'layer:testing'] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:testing', 'layer:kit', 'layer:contracts'] },
  {
    sourceTag: 'layer:tools',
    onlyDependOnLibsWithTags: ['layer:tools', 'layer:contracts', 'layer:kit', 'layer:client'],
  },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: [
      'layer:contracts',
      'layer:kit',
      'layer:pricing',
      'layer:testing',
      'layer:tools',
      'layer:client',
    ],
  },
];

const apps = readdirSync(new URL('./apps', import.meta.url));

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/*.generated.ts',
      'libs/client/src/generated/**',
      'coverage/**',
      '.nx/**',
      '.chowk/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict],
    plugins: { '@nx': nx, chowk },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          // The checker of the system belongs to no project: flows and scripts under fire judge by it alike.
          // So does what sends the Postman collection: `npm run postman` and the flows send it alike.
          allow: ['/tools/field/truth/', '/tools/field/drained', '/tools/postman/'],
          depConstraints: layers,
          checkDynamicDependenciesExceptions: [],
          // Only the kit's tests use the testing library, which migrates their databases with the kit.
          ignoredCircularDependencies: [['kit', 'testing']],
        },
      ],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      'chowk/folder-names': 'error',
      'chowk/kit-knows-only-the-envelope': 'error',
      'chowk/tests-do-not-sleep': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/dist/**'], message: 'Import the package by its name, never its build.' },
            { group: apps.map((app) => `@chowk/${app}`), message: 'No app imports another: tell it by an event.' },
          ],
        },
      ],
      'no-console': 'error',
    },
  },
  { files: ['tools/**/*.ts', 'bench/**/*.ts', 'fire/**/*.ts', 'docs/examples/*.ts'], rules: { 'no-console': 'off' } },
);
