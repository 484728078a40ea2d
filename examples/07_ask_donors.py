"""Ask donors for what helps most, use a gift that is offered, and tell a donor where a gift went."""

import matching

result = matching.solve(matching.demo_problem(), seed=2026)
print(matching.appeals(result, limit=5, verify=2, by="zone").summary("vi"))

index = matching.appeal_index(result)
for package in matching.packages_for(index, budget=50_000_000, places=["Ba Vì", "Yên Bài"]):
    print(f"\n{package.shape}: {package.quantity} units for {package.children} children, {package.price:,} đồng")

print()
print(matching.shadow_values(result, ("kind", "zone"), ranges=3).summary("en", limit=3))
print()
print(matching.explain_offer(result, "O0001").describe("vi"))
