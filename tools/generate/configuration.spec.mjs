import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describedVariables } from './configuration.mjs';

const declared = (shape) => describedVariables([{ shape }]);

describe('A variable of the environment', () => {
  it('is told with its meaning, default and example', () => {
    const { rows, faults } = declared({
      PORT: z.coerce.number().meta({ description: 'Port it listens on.', examples: ['3003'] }),
      RETRIES: z.coerce.number().default(2).describe('Tries after the first one.'),
      PREFIX: z.string().default('').describe('Before all names.'),
      NICKNAME: z
        .string()
        .optional()
        .meta({ description: 'One | other.', examples: ['Chowk'] }),
    });
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      '| `PORT` | Port it listens on. | **must be given** | `3003` |',
      '| `RETRIES` | Tries after the first one. | `2` |  |',
      '| `PREFIX` | Before all names. | empty |  |',
      '| `NICKNAME` | One \\| other. | none | `Chowk` |',
    ]);
  });

  it('that does not say what it means is refused, and one that has neither a default nor an example', () => {
    expect(declared({ PORT: z.string() }).faults).toEqual([
      'PORT: its declaration does not say what it means',
      'PORT: has neither a default nor an example',
    ]);
  });

  it('has the default it has through refinements and changes of its value', () => {
    const { rows } = declared({
      LIST: z
        .string()
        .default('a,b')
        .transform((text) => text.split(','))
        .describe('Names.'),
    });
    expect(rows).toEqual(['| `LIST` | Names. | `a,b` |  |']);
  });
});
