import { access } from 'node:fs/promises';
import type { Config } from '@aiops/config';
import { type RcaResult, ruleThreshold } from '@aiops/contracts';
