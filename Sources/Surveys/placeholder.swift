// Surveys
