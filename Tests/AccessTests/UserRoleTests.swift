import Access
import Testing
import Web

@Suite("Roles and scopes")
struct RoleTests {
    @Test("an owner may do everything")
    func owner() {
        #expect(UserRole.owner.permissions == Set(Permission.allCases))
    }

    @Test("a supervisor may do everything but run the company and let other programs in")
    func supervisor() {
        let missing = Set(Permission.allCases).subtracting(UserRole.supervisor.permissions)
        #expect(missing == [.companyWrite, .apiKeysWrite, .webhooksManage])
    }

    @Test("an agent works on tickets, customers, orders and deals and sees the settings")
    func agent() {
        #expect(
            UserRole.agent.permissions
                == [
                    .ticketsRead, .ticketsWrite, .customersRead, .customersWrite, .ordersRead, .ordersWrite,
                    .salesRead, .salesWrite, .settingsRead, .predictionsRead,
                ])
    }

    @Test(
        "owners manage anyone, supervisors agents, agents nobody",
        arguments: [
            (.owner, [.owner, .supervisor, .agent]), (.supervisor, [.agent]), (.agent, []),
        ] as [(UserRole, [UserRole])])
    func management(role: UserRole, manages: [UserRole]) {
        #expect(UserRole.allCases.filter(role.manages) == manages)
    }

    @Test(
        "a scope gives exactly its rights",
        arguments: [
            (.ticketsRead, [.ticketsRead, .settingsRead]),
            (.ticketsWrite, [.ticketsRead, .ticketsWrite, .settingsRead]),
            (.customersRead, [.customersRead]),
            (.customersWrite, [.customersRead, .customersWrite]),
            (.ordersRead, [.ordersRead]),
            (.ordersWrite, [.ordersRead, .ordersWrite]),
            (.salesRead, [.salesRead]),
            (.salesWrite, [.salesRead, .salesWrite]),
            (.marketingRead, [.marketingRead]),
            (.marketingWrite, [.marketingRead, .marketingWrite]),
            (.reportsRead, [.reportsRead]),
            (.settingsWrite, [.settingsRead, .settingsWrite]),
        ] as [(ApiKeyScope, Set<Permission>)])
    func scopes(scope: ApiKeyScope, permissions: Set<Permission>) {
        #expect(scope.permissions == permissions)
    }
}
