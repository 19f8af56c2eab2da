import { waitMatrix } from './wait-matrix.ts';

waitMatrix('requested');
