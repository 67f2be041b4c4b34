/* polycost: what does this model cost, as an exact formula? This header includes all the others. */
#ifndef POLYCOST_POLYCOST_H
#define POLYCOST_POLYCOST_H

#include <polycost/base.h>
#include <polycost/checkpoint.h>
#include <polycost/cost.h>
#include <polycost/expr.h>
#include <polycost/model.h>
#include <polycost/program.h>
#include <polycost/report.h>

#endif
