import { readableCode, readableLetters } from '@chowk/kit';

const length = 8;

/** Time to walk to the tablet and type. */
export const pairingMinutes = 10;

/** A code to be read out: 40 random bits, good once and for ten minutes. */
export function newPairingCode(): string {
  return readableCode(length);
}

/** What somebody meant who typed this: case, spaces and hyphens do not matter, O is 0, I and L are 1. Undefined for what is no code. */
export function typedCode(text: string): string | undefined {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return code.length === length && [...code].every((character) => readableLetters.includes(character))
    ? code
    : undefined;
}
