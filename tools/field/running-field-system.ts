import { join } from 'node:path';
import { startFieldSystem, type FieldSystem } from './field-system.ts';
import { localData } from '../stack/layout.mjs';
export async function runningFieldSystem(): Promise<FieldSystem> {
  throw new Error(join(localData, String(startFieldSystem.name)));
}
