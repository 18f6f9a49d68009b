// swift-tools-version: 6.1
import PackageDescription

/// Every target of Deskbell in ladder order: a target imports only what stands above it here.
/// The lists of dependencies are the allowed imports; see README.md for what each rung is for.

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func rung(_ name: String, _ dependencies: [Target.Dependency], _ more: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings + more)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
        swiftSettings: swiftSettings)
}

let package = Package(
    name: "deskbell",
    products: [.executable(name: "deskbell", targets: ["Deskbell"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // Rung 0: C libraries.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CWebSockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
        .systemLibrary(name: "CEventLoop", providers: [.apt(["libev-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .target(name: "CShims"),

        // Rung 1: values, the loop thread.
        rung("Basics", []),
        rung("EventLoop", ["Basics", "CEventLoop", "CShims"]),
        // Optimised in debug builds as well: training is thirty times slower without, and tests train.
        rung("Models", [], [.unsafeFlags(["-O"], .when(configuration: .debug))]),

        // Rung 2: the database and the wire.
        rung("Postgres", ["Basics", "EventLoop", "CPostgres", "CShims"]),
        rung("Gateway", ["Basics", "EventLoop", "CWebSockets", "CEventLoop", "CSodium", "CShims"]),

        // Rung 3 and 4: background work; routes and live sessions.
        rung("Jobs", ["Basics", "EventLoop", "Postgres"]),
        rung("Web", ["Basics", "EventLoop", "Gateway", "Jobs", "Postgres", "CSodium", "CCurl"]),

        // Rung 5 to 8: the features.
        rung(
            "Access",
            ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "CSodium", "COpenSSL"]),
        rung("Imports", ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access"]),
        rung("Customers", ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Imports"]),
        rung(
            "Channels",
            ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "CSodium", "CShims", "CCurl"]),
        rung(
            "Helpdesk",
            ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Channels", "Imports"]
        ),
        rung(
            "Commerce",
            ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Imports", "Models"]),
        rung(
            "Surveys",
            [
                "Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Channels",
                "Helpdesk",
            ]),
        rung(
            "Sales",
            [
                "Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Channels",
                "Helpdesk", "Commerce", "Imports", "CPango",
            ]),
        rung(
            "Marketing",
            [
                "Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Channels",
                "Helpdesk", "Commerce", "Imports", "Models",
            ]),
        rung(
            "Webhooks",
            [
                "Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Channels",
                "Helpdesk", "Commerce", "Surveys", "Marketing", "CCurl",
            ]),
        rung("Insight", ["Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Models"]),

        // Rung 9: the program.
        .executableTarget(
            name: "Deskbell",
            dependencies: [
                "Basics", "EventLoop", "Postgres", "Gateway", "Jobs", "Web", "Access", "Customers", "Channels",
                "Helpdesk", "Commerce", "Surveys", "Sales", "Marketing", "Webhooks", "Insight", "Imports", "Models",
                "CShims",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings),

        // Tests mirror the targets; TestSupport holds what several of them need.
        .target(
            name: "TestSupport", dependencies: ["Basics", "EventLoop", "Postgres", "Gateway", "Web"],
            path: "Tests/TestSupport", swiftSettings: swiftSettings),
        tests("EventLoop", []),
        tests("Models", []),
        tests("Postgres", ["Basics", "EventLoop", "TestSupport"]),
        tests("Jobs", ["Basics", "EventLoop", "Postgres", "TestSupport"]),
        tests("Access", ["Basics", "EventLoop", "Gateway", "Jobs", "Postgres", "Web", "TestSupport"]),
        tests(
            "Marketing",
            [
                "Access", "Basics", "Channels", "Commerce", "Customers", "EventLoop", "Gateway", "Helpdesk", "Imports",
                "Insight", "Jobs", "Postgres", "Web", "TestSupport",
            ]),
        tests(
            "Customers", ["Access", "Basics", "EventLoop", "Gateway", "Jobs", "Postgres", "Web", "TestSupport"]),
        tests(
            "Channels",
            ["Access", "Basics", "Customers", "EventLoop", "Gateway", "Jobs", "Postgres", "Web", "TestSupport"],
            exclude: ["Email/Corpus"]),
        tests(
            "Imports",
            [
                "Access", "Basics", "Commerce", "Customers", "EventLoop", "Gateway", "Jobs", "Postgres", "Web",
                "TestSupport",
            ]),
        tests("Web", ["Basics", "EventLoop", "Gateway", "Jobs", "Postgres", "TestSupport"]),
        tests("Gateway", ["EventLoop", "TestSupport"]),
        tests(
            "Helpdesk",
            [
                "Basics", "EventLoop", "Gateway", "Jobs", "Postgres", "Web", "Access", "Customers", "Channels",
                "TestSupport",
            ]),
        tests(
            "Commerce",
            ["Access", "Basics", "Customers", "EventLoop", "Gateway", "Jobs", "Postgres", "Web", "TestSupport"]),
        tests(
            "Sales",
            [
                "Access", "Basics", "Channels", "Commerce", "Customers", "EventLoop", "Gateway", "Helpdesk", "Jobs",
                "Postgres", "Web", "TestSupport",
            ]),
        tests("Surveys", ["Basics", "EventLoop", "Helpdesk", "Jobs", "Postgres", "Web", "TestSupport"]),
        tests("Webhooks", ["Web"]),
        tests(
            "Insight",
            [
                "Access", "Basics", "EventLoop", "Gateway", "Helpdesk", "Jobs", "Models", "Postgres", "Web",
                "TestSupport",
            ]),

        // Measuring programs; BENCHMARKS.md says what they found.
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Basics", "EventLoop", "Insight", "Marketing", "Models", "Postgres", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks", exclude: ["deal_board.py", "mail_idle.py", "mail_import.py"],
            swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6]
)
