import type { BudgetLimits } from '../adapters/openai/budget/budget-rules.ts';
import type { Budget } from '../adapters/openai/budget/budget.ts';
import { RequestBudget } from '../adapters/openai/budget/request-budget.ts';
import { SharedBudget } from '../adapters/openai/budget/shared/shared-budget.ts';
import { REQUESTS_NAMESPACE } from '../adapters/openai/openai-keeps.ts';
import type { ModelServiceParts } from './model-service.ts';

/** The budget of the service at this address: of this process, or of all that share its store. */
export const openBudget = (
  address: string,
  limits: BudgetLimits,
  { clock, log, openStore, sharedNow }: ModelServiceParts,
): Budget =>
  sharedNow
    ? new SharedBudget({ ...limits, store: openStore(REQUESTS_NAMESPACE), key: address, clock, sharedNow, log })
    : new RequestBudget({ ...limits, clock });
