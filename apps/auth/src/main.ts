import { startService } from '@chowk/kit';
import { auth } from './auth.module.js';

await startService(auth);
