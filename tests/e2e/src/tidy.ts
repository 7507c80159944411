/**
 * After each file of stories: no browser and no folder is left, also where one failed.
 *
 * Owns tidying only. Must not hide a failure.
 */
import { afterAll } from 'vitest';

import { Phone } from './phone';

afterAll(() => Phone.removeAll());
