import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fieldMeanings, fieldMeaningsModule } from './field-meanings.mjs';

const root = mkdtempSync(join(tmpdir(), 'meanings-'));
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
write(
  'libs/contracts/src/cup/cup.events.ts',
  `/** How large. */
export const cupSize = z.enum(['SMALL']);
export const CupFilled = event('cup.filled.v1', { schema: z.object({ /** Told elsewhere. */ at: z.string() }) });
export const CupState = state('cup.state.v1', { schema: z.object({ settings: z.object({ /** Grams. */ sugar: z.number() }) }) });`,
);
write(
  'libs/contracts/src/cup/cup.api.ts',
  `const place = { /** Where it stands. */ shelf: z.string() };
/** A part of it. */
const lid = z.object({ /** Of what. */ material: z.string() });
const each = (value: z.ZodType) => z.array(value);
/** A cup as
 * people see it, see {@link cupSize}. */
export const cupView = z.object({
  ...place,
  size: cupSize,
  lid,
  spare: lid.nullable(),
  fillings: z.array(z.object({ /** In millilitres. */ amount: z.number() })).min(1),
  rims: each(lid),
  kind: z.union([z.object({ /** Old. */ age: z.number() }), z.string()]),
});
/** With more. */
export const fullCupView = cupView.extend({ /** What is in it. */ content: CupState.schema.shape.settings });
export const shelfView = z.object({ cups: z.array(cupView), first: cupView.nullable() });`,
);
afterAll(() => rmSync(root, { recursive: true }));

it('comments beside shapes and fields are told by path, through spreads, lists, alternatives and extensions', () => {
  const meanings = fieldMeanings(root);
  expect(meanings).toMatchObject({
    CupSize: 'How large.',
    CupView: 'A cup as people see it, see `cupSize`.',
    'CupView.shelf': 'Where it stands.',
    'CupView.lid': 'A part of it.',
    'CupView.lid.material': 'Of what.',
    'CupView.spare.material': 'Of what.',
    'CupView.fillings.amount': 'In millilitres.',
    'CupView.rims.material': 'Of what.',
    'CupView.kind.age': 'Old.',
    'FullCupView.shelf': 'Where it stands.',
    'FullCupView.content': 'What is in it.',
    'FullCupView.content.sugar': 'Grams.',
  });
  // Shapes with a name of their own are told under it, events on a page of their own
  expect(Object.keys(meanings).filter((path) => /^(ShelfView|CupFilled|CupState)/.test(path))).toEqual([]);
});

it('the module made of them can be read again', () => {
  expect(fieldMeaningsModule({ 'CupView.size': 'So "large".' })).toContain('"CupView.size": "So \\"large\\".",');
});
